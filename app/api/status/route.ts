import { json, route } from '@/lib/server/route';
import { getSiteStatus } from '@/lib/server/site-status';

export const GET = route({
  access: 'owner',
  handle: async ({ services, editor, request }) => json(200, await getSiteStatus(services, editor, request)),
});
