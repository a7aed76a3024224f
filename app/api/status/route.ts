import { json, route } from '@/lib/server/route';
import { readStatus } from '@/lib/server/site-status';

export const GET = route({
  access: 'owner',
  handle: async ({ services, editor, request }) => json(200, await readStatus(services, editor, request)),
});
