import { z } from 'zod';
import { idSchema } from '@/lib/contracts/video';
import { getContentLength, route } from '@/lib/server/http/route';
import { receivePart } from '@/lib/server/uploads/multipart-upload';

/** Receives parts for stores whose parts come through this server. */
export const PUT = route({
  access: 'editor',
  acceptsFile: true,
  params: z.object({
    uploadId: idSchema,
    partNumber: z
      .string()
      .regex(/^[1-9]\d{0,4}$/)
      .transform(Number),
  }),
  handle: async ({ services, editor, params, request }) => {
    await receivePart(services, { ...params, editorId: editor.editorId, body: request.body, contentLength: getContentLength(request) });
    return new Response(null, { status: 204 });
  },
});
