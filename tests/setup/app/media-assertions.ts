/** ffmpeg and ffprobe, which judge our media from outside; the app itself never uses them. */

import { commandPath, installFromDebian } from '../system-package.ts';

/** Makes sure that both are there. Answers `null`, or a sentence that says why they are not. */
export function ensureMediaJudge(): string | null {
  const present = () => commandPath('ffmpeg') !== undefined && commandPath('ffprobe') !== undefined;
  if (present()) return null;
  const reason = installFromDebian('ffmpeg');
  if (reason === null && present()) return null;
  return `The tests need ffmpeg and ffprobe as an independent judge of what we make, and this machine has none; ${reason ?? 'the package brought none'}.`;
}
