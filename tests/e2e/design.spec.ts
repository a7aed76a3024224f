import { expect, test } from './fixtures';

test('the page of the design system is not there in production', async ({ request }) => {
  expect((await request.get('/design')).status()).toBe(404);
});
