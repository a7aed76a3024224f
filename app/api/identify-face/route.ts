import { identifyFaceRequestSchema } from '@/lib/contracts/video';
import { json, route } from '@/lib/server/http/route';
import { withServicesForSource } from '@/lib/server/practice/practice-services';
import { identifyFace } from '@/lib/server/videos/identify-face';

/** Upstream responds after analysing the video: up to 120 s. Must match `vercel.json`; a test compares them. */
export const maxDuration = 150;

export const POST = route({
  access: 'editor',
  limit: 'identify',
  body: identifyFaceRequestSchema,
  handle: async ({ services, editor, body }) =>
    json(200, await withServicesForSource(services, editor, body, (modeServices) => identifyFace(modeServices, editor, body))),
});
