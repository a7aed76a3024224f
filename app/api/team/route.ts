import { json, route } from '@/lib/server/route';
import { readTeam } from '@/lib/server/team';

export const GET = route({
  access: 'owner',
  handle: async ({ services }) => json(200, await readTeam(services)),
});
