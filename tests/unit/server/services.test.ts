import { expect, test, vi } from 'vitest';
import { startServer } from '../../setup/app/server';

vi.mock('@vercel/blob', () => {
  throw new Error('the package of a store that this site does not use was loaded');
});

test('a site without a Blob store does not load that store’s package', async () => {
  const { services } = await startServer();
  expect(services.storage.name).toBe('local');
});
