import { identifyFaceRequestSchema } from '@/lib/contracts/video';
import { identifyFace } from '@/lib/server/identify-face';
import { json, route } from '@/lib/server/route';

export const POST = route({
  access: 'editor',
  limit: 'identify',
  body: identifyFaceRequestSchema,
  handle: async ({ services, editor, body }) => json(200, await identifyFace(services, editor, body)),
});
