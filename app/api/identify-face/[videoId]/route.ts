import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { json, route } from '@/lib/server/http/route';
import { withServicesForVideo } from '@/lib/server/practice/practice-services';
import { getFaces } from '@/lib/server/videos/identify-face';

/** Returns stored faces, free of charge. */
export const GET = route({
  access: 'editor',
  params: z.object({ videoId: idSchema }),
  handle: async ({ services, editor, params: { videoId } }) =>
    json(200, await withServicesForVideo(services, videoId, (modeServices) => getFaces(modeServices, editor, videoId))),
});
