import { identifyFaceRequestSchema } from '@/lib/contracts/video';
import { identifyFace } from '@/lib/server/identify-face';
import { json, route } from '@/lib/server/route';

export const POST = route({
  access: 'editor',
  body: identifyFaceRequestSchema,
  handle: async ({ services, editor, body }) => json(200, await identifyFace(services, editor, body)),
});
