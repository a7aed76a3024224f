import { getTeam } from '@/lib/server/admin/team';
import { json, route } from '@/lib/server/http/route';

export const GET = route({
  access: 'owner',
  handle: async ({ services }) => json(200, await getTeam(services)),
});
