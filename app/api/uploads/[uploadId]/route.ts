import { z } from 'zod';
import { uploadCompletionSchema } from '@/lib/contracts/upload';
import { idSchema } from '@/lib/contracts/video';
import { getContentLength, json, route } from '@/lib/server/http/route';
import { abortUpload, completeMultipartUpload, getUploadState } from '@/lib/server/uploads/multipart-upload';
import { receiveUpload } from '@/lib/server/uploads/receive-upload';

const params = z.object({ uploadId: idSchema });

export const GET = route({
  access: 'editor',
  params,
  handle: async ({ services, editor, params }) =>
    json(200, await getUploadState(services, { editorId: editor.editorId, uploadId: params.uploadId })),
});

export const PUT = route({
  access: 'editor',
  acceptsFile: true,
  params,
  handle: async ({ services, editor, params, request }) => {
    const receipt = await receiveUpload(services, {
      editorId: editor.editorId,
      uploadId: params.uploadId,
      body: request.body,
      contentLength: getContentLength(request),
    });
    return json(200, receipt);
  },
});

/** Joining and measuring are expensive; a regular page requests them about once per file. */
export const POST = route({
  access: 'editor',
  limit: 'upload',
  params,
  body: uploadCompletionSchema,
  handle: async ({ services, editor, params, body }) =>
    json(200, await completeMultipartUpload(services, { editorId: editor.editorId, uploadId: params.uploadId }, body)),
});

export const DELETE = route({
  access: 'editor',
  params,
  handle: async ({ services, editor, params }) => {
    await abortUpload(services, { editorId: editor.editorId, uploadId: params.uploadId });
    return new Response(null, { status: 204 });
  },
});
