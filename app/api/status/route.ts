import { getSiteStatus } from '@/lib/server/admin/site-status';
import { json, route } from '@/lib/server/http/route';

export const GET = route({
  access: 'owner',
  handle: async ({ services, editor, request }) => json(200, await getSiteStatus(services, editor, request)),
});
