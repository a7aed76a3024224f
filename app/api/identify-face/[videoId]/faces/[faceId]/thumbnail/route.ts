import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { fileResponse } from '@/lib/server/http/file-response';
import { route } from '@/lib/server/http/route';
import { findThumbnailKey } from '@/lib/server/videos/find-thumbnail';

export const GET = route({
  access: 'editor',
  params: z.object({ videoId: idSchema, faceId: z.string().min(1).max(256) }),
  handle: async ({ services, editor, params, request }) => {
    const key = await findThumbnailKey(services.db, editor, params.videoId, params.faceId);
    return fileResponse(request, { storage: services.storage, key, cacheControl: 'private, max-age=86400, immutable' });
  },
});
