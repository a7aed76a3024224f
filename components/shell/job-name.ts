/** A clip's name without its extension and without characters that are invalid in file names or headers; `null` if nothing is left. */
export function stripExtension(videoName: string | null): string | null {
  const stem = (videoName ?? '')
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  return stem === '' ? null : stem;
}

/** Display name of a job: its own name, or else its clip's; `null` if nothing is left. */
export function getJobName({ name, videoName }: { readonly name: string | null; readonly videoName: string | null }): string | null {
  return name ?? stripExtension(videoName);
}

/** Long enough for typed names, and short enough for every file system with the suffix added. */
const MAX_STEM_LENGTH = 80;

/** `interview.mov` becomes `interview lip-sync.mp4`: the clip's name comes first, so that both files sort together. */
export function getDownloadFileName(videoName: string | null, jobId: string, suffix: string): string {
  const stem = stripExtension(videoName) ?? jobId;
  return `${[...stem].slice(0, MAX_STEM_LENGTH).join('').trimEnd()} ${suffix}.mp4`;
}
