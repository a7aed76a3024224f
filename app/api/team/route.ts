import { json, route } from '@/lib/server/route';
import { getTeam } from '@/lib/server/team';

export const GET = route({
  access: 'owner',
  handle: async ({ services }) => json(200, await getTeam(services)),
});
