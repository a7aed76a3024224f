import { z } from 'zod';
import { emptyRequestSchema } from '@/lib/contracts/team';
import { idSchema } from '@/lib/contracts/video';
import { json, route } from '@/lib/server/http/route';
import { createShareLink, getShareLinks, revokeShareLinks } from '@/lib/server/results/share-links';

const params = z.object({ jobId: idSchema });

/** Returns the number of active links; the links themselves cannot be displayed again. */
export const GET = route({
  access: 'editor',
  params,
  handle: async ({ services, editor, params: { jobId } }) => json(200, await getShareLinks(services, editor, jobId)),
});

export const POST = route({
  access: 'editor',
  limit: 'manage',
  params,
  body: emptyRequestSchema,
  handle: async ({ services, editor, params: { jobId } }) => json(201, await createShareLink(services, editor, jobId)),
});

/** Revokes all share links of the job. */
export const DELETE = route({
  access: 'editor',
  params,
  handle: async ({ services, editor, params: { jobId } }) => {
    await revokeShareLinks(services, editor, jobId);
    return new Response(null, { status: 204 });
  },
});
