import { accessRequestSchema } from '@/lib/contracts/access';
import { route } from '@/lib/server/route';

export const POST = route({
  access: 'open',
  body: accessRequestSchema,
  handle: async ({ services, body, request }) => {
    const { setCookie } = await services.access.enter(body.code, request);
    return new Response(null, { status: 204, headers: { 'set-cookie': setCookie } });
  },
});
