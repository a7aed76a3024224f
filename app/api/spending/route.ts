import { getSpendingToday } from '@/lib/server/budget';
import { json, route } from '@/lib/server/route';

export const GET = route({
  access: 'editor',
  handle: async ({ services }) => json(200, await getSpendingToday(services)),
});
