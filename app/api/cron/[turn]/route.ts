import { z } from 'zod';
import { json, route } from '@/lib/server/http/route';
import { authorizeCron, runMaintenanceUntilDone } from '@/lib/server/maintenance/cron';

/** Maintenance may use the function's whole time limit. Must match `vercel.json`; a test compares them. */
export const maxDuration = 300;

/**
 * Requires `CRON_SECRET`, which Vercel's scheduler sends. There are two URLs because that scheduler calls each only once a day, up to an
 * hour late.
 */
export const GET = route({
  access: 'open',
  params: z.object({ turn: z.enum(['day', 'night']) }),
  handle: async ({ services, request }) => {
    authorizeCron(services.env, request);
    return json(200, await runMaintenanceUntilDone(services));
  },
});
