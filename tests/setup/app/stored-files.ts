import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { TestApp } from './test-app';

/** @returns the storage keys found on disk, without content-type sidecars and partial uploads. */
export async function listStoredKeys(folder: string): Promise<string[]> {
  const root = path.join(folder, 'files');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((key) => !key.startsWith('partial/') && !key.endsWith('.type'))
    .sort();
}

/** @returns the kind (first path segment) of every stored file, with duplicates. */
export async function listStoredKinds({ folder }: Pick<TestApp, 'folder'>): Promise<string[]> {
  return (await listStoredKeys(folder)).map((key) => key.split('/')[0] ?? '');
}
