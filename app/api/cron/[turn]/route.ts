import { z } from 'zod';
import { json, route } from '@/lib/server/http/route';
import { authorizeCron, runMaintenanceUntilDone } from '@/lib/server/maintenance/cron';

/** Sweeping may take all the time that a function has. `vercel.json` says the same, and a test compares them. */
export const maxDuration = 300;

/**
 * For whoever knows `CRON_SECRET`: Vercel calls it, as its own scheduler does. Two addresses for the same, because that scheduler calls one
 * only once a day, and up to an hour late.
 */
export const GET = route({
  access: 'open',
  params: z.object({ turn: z.enum(['day', 'night']) }),
  handle: async ({ services, request }) => {
    authorizeCron(services.env, request);
    return json(200, await runMaintenanceUntilDone(services));
  },
});
