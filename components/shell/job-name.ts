/** A clip's name without its ending, and without what a file system or a header trips over; `null` where nothing is left. */
export function stripExtension(videoName: string | null): string | null {
  const stem = (videoName ?? '')
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replace(/[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  return stem === '' ? null : stem;
}

/** What a job is called: as its editor named it, or else as its clip; `null` where nothing is left. */
export function getJobName({ name, videoName }: { readonly name: string | null; readonly videoName: string | null }): string | null {
  return name ?? stripExtension(videoName);
}

/** Long enough for any name a person gives, short enough for every file system with the rest added. */
const MAX_STEM_LENGTH = 80;

/** `interview.mov` becomes `interview lip-sync.mp4`: the clip's own name first, so that a folder sorts them together. */
export function getDownloadFileName(videoName: string | null, jobId: string, suffix: string): string {
  const stem = stripExtension(videoName) ?? jobId;
  return `${[...stem].slice(0, MAX_STEM_LENGTH).join('').trimEnd()} ${suffix}.mp4`;
}
