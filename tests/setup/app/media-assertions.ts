/** ffmpeg and ffprobe verify the app's media output independently; the app does not use them. */

import { commandPath, installFromDebian } from '../system-package.ts';

/** Installs ffmpeg and ffprobe when they are missing. @returns `null` on success, else the reason as a sentence. */
export function ensureFfmpeg(): string | null {
  const isInstalled = () => commandPath('ffmpeg') !== undefined && commandPath('ffprobe') !== undefined;
  if (isInstalled()) return null;
  const reason = installFromDebian('ffmpeg');
  if (reason === null && isInstalled()) return null;
  return `The tests need ffmpeg and ffprobe to verify media output, and this machine lacks them; ${reason ?? 'the package did not contain them'}.`;
}
