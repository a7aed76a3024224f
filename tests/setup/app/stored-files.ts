import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { World } from './test-app';

/** What really lies on the disk, told from the disk: keys, without the notes beside them and what is only half there. */
export async function storedKeys(folder: string): Promise<string[]> {
  const root = path.join(folder, 'files');
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((key) => !key.startsWith('partial/') && !key.endsWith('.type'))
    .sort();
}

/** The kinds of what lies there, each as often as it does. */
export async function storedKinds({ folder }: Pick<World, 'folder'>): Promise<string[]> {
  return (await storedKeys(folder)).map((key) => key.split('/')[0] ?? '');
}
