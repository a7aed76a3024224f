import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { receiveUpload } from '@/lib/server/receive-upload';
import { json, route } from '@/lib/server/route';

export const PUT = route({
  access: 'editor',
  params: z.object({ uploadId: idSchema }),
  handle: async ({ services, editor, params, request }) => {
    const length = request.headers.get('content-length');
    const receipt = await receiveUpload(services, {
      editorId: editor.editorId,
      uploadId: params.uploadId,
      body: request.body,
      contentLength: length === null ? null : Number(length),
    });
    return json(200, receipt);
  },
});
