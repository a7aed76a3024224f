import { uploadRequestSchema } from '@/lib/contracts/upload';
import { json, route } from '@/lib/server/http/route';
import { createUpload } from '@/lib/server/uploads/create-upload';

export const POST = route({
  access: 'editor',
  limit: 'upload',
  body: uploadRequestSchema,
  handle: async ({ services, editor, body }) => json(201, await createUpload(services, editor.editorId, body)),
});
