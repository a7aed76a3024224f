import path from 'node:path';
import { createClient } from '@libsql/client';
import { expect, type Page } from '@playwright/test';
import { z } from 'zod';
import { seedManyJobs } from '../../setup/app/seed-many-jobs.ts';

export const databaseUrl = `file:${path.join(process.env.E2E_FOLDER ?? '', 'lip-sync.db')}`;

/** @returns the editor id of this browser's session. */
export async function getEditorId(page: Page): Promise<string> {
  const fileName = `who-am-i-${Math.random()}.mp4`;
  const response = await page.request.post('/api/uploads', { data: { fileName, byteSize: 1000, contentType: 'video/mp4' } });
  expect(response.status()).toBe(201);
  const database = createClient({ url: databaseUrl });
  try {
    const found = await database.execute({ sql: 'select editor_id from uploads where file_name = ?', args: [fileName] });
    return z.object({ editor_id: z.string() }).parse(found.rows[0]).editor_id;
  } finally {
    database.close();
  }
}

/** Creates `count` jobs for this browser's editor, the newest a minute old, and reloads the library. */
export async function seedLibrary(
  page: Page,
  count: number,
  everyMs: number,
  nameOf: (index: number) => string = (index) => `Take ${count - index}`,
  statusOf?: (index: number) => 'succeeded' | 'failed' | 'unknown',
): Promise<void> {
  await page.goto('/library');
  await page.getByText('No jobs yet').waitFor();
  const editorId = await getEditorId(page);
  const some = { editorIds: [editorId], count, newestMs: Date.now() - 60_000, everyMs, mode: 'practice', nameOf } as const;
  await seedManyJobs(databaseUrl, statusOf === undefined ? some : { ...some, statusOf });
  await page.reload();
}
