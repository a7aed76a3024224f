import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { AppError } from '@/lib/server/http/app-error';
import { fileResponse } from '@/lib/server/http/file-response';
import { route } from '@/lib/server/http/route';
import { getVideoContentType } from '@/lib/server/videos/video-content-type';

/** For upstream: the signed URL is the permission; no session is required. */
export const GET = route({
  access: 'open',
  params: z.object({ uploadId: idSchema }),
  handle: async ({ services, params, request }) => {
    const key = await services.published?.resolveSigned(params.uploadId, new URL(request.url).searchParams);
    if (key == null) throw new AppError('not-found', 'there is no such file, or its address is over');
    const upload = await services.db.findUpload(params.uploadId);
    const contentType = getVideoContentType(upload?.facts?.container ?? 'mp4');
    return fileResponse(request, { storage: services.storage, key, contentType });
  },
});
