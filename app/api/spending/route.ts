import { json, route } from '@/lib/server/http/route';
import { getSpendingToday } from '@/lib/server/jobs/budget';

export const GET = route({
  access: 'editor',
  handle: async ({ services }) => json(200, await getSpendingToday(services)),
});
