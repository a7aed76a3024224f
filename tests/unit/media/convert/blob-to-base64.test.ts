import { expect, it } from 'vitest';
import { blobToBase64 } from '@/lib/media/convert/blob-to-base64';

it('blobToBase64 returns Base64 without a data: prefix', async () => {
  expect(await blobToBase64(new Blob(['voice'], { type: 'audio/mpeg' }))).toBe('dm9pY2U=');
  expect(await blobToBase64(new Blob([]))).toBe('');
});
