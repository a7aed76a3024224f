/** Separates clips from voices among dropped files by name and type, before any file is read. */

const VOICE_EXTENSION = /\.(mp3|wav|m4a|aac|ogg|oga|opus|flac|wma|aiff?|amr|caf|weba)$/i;
const VIDEO_EXTENSION = /\.(mp4|mov|m4v|webm|mkv|avi|wmv|mpe?g|3gp|mts|m2ts|ts|flv|hevc)$/i;

export interface ClassifiedFiles {
  readonly clip: File | null;
  readonly voice: File | null;
  /** Files beyond one clip and one voice. */
  readonly leftOut: readonly File[];
}

function isVoice(file: File): boolean {
  if (VOICE_EXTENSION.test(file.name)) return true;
  return file.type.startsWith('audio/') && !VIDEO_EXTENSION.test(file.name);
}

/** With `only`, every file counts as that kind, because a clip's audio can also serve as the voice. */
export function classifyFiles(files: readonly File[], only?: 'clip' | 'voice'): ClassifiedFiles {
  const voices = only === 'voice' ? files : only === 'clip' ? [] : files.filter(isVoice);
  const clips = only === 'clip' ? files : only === 'voice' ? [] : files.filter((file) => !isVoice(file));
  return { clip: clips[0] ?? null, voice: voices[0] ?? null, leftOut: [...clips.slice(1), ...voices.slice(1)] };
}
