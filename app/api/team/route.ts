import { json, route } from '@/lib/server/http/route';
import { getTeam } from '@/lib/server/admin/team';

export const GET = route({
  access: 'owner',
  handle: async ({ services }) => json(200, await getTeam(services)),
});
