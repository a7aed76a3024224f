import { getSpendingToday } from '@/lib/server/jobs/budget';
import { json, route } from '@/lib/server/http/route';

export const GET = route({
  access: 'editor',
  handle: async ({ services }) => json(200, await getSpendingToday(services)),
});
