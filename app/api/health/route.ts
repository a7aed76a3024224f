import type { HealthResponse } from '@/lib/contracts/access';
import { json, route } from '@/lib/server/http/route';

export const GET = route({
  access: 'open',
  handle: async ({ services }) => json(200, { status: 'ok', mode: services.mode } satisfies HealthResponse),
});
