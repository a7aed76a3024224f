import { accessRequestSchema } from '@/lib/contracts/access';
import { route } from '@/lib/server/http/route';

/** Exchanges the passcode or an invite token for a session. */
export const POST = route({
  access: 'open',
  body: accessRequestSchema,
  handle: async ({ services, body, request }) => {
    const { setCookie } = await services.auth.signIn(body.code, request);
    return new Response(null, { status: 204, headers: { 'set-cookie': setCookie } });
  },
});

/** Signs out: ends the session on the server, not only in the browser. */
export const DELETE = route({
  access: 'open',
  handle: async ({ services, request }) => {
    const { setCookie } = await services.auth.signOut(request);
    return new Response(null, { status: 204, headers: { 'set-cookie': setCookie } });
  },
});
