import { uploadRequestSchema } from '@/lib/contracts/upload';
import { createUpload } from '@/lib/server/uploads/create-upload';
import { json, route } from '@/lib/server/http/route';

export const POST = route({
  access: 'editor',
  limit: 'upload',
  body: uploadRequestSchema,
  handle: async ({ services, editor, body }) => json(201, await createUpload(services, editor.editorId, body)),
});
