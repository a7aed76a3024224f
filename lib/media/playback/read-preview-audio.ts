/** Decodes audio for the preview. Reads only local URLs, so that a preview causes no network request. */

/** Whether a URL is a blob or data URL. */
export function isLocalUrl(src: string): boolean {
  return src.startsWith('blob:') || src.startsWith('data:');
}

/** Returns `null` if the voice cannot be read or decoded. */
export async function decodeVoiceAudio(src: string, context: BaseAudioContext): Promise<AudioBuffer | null> {
  if (!isLocalUrl(src)) return null;
  try {
    const response = await fetch(src);
    return await context.decodeAudioData(await response.arrayBuffer());
  } catch {
    return null;
  }
}

/**
 * Decodes the clip's audio, packet by packet where WebCodecs is available, so that a clip of 100 MB is never fully in memory. Returns `null` if it
 * cannot be read or decoded.
 */
export async function decodeClipAudio(src: string, context: BaseAudioContext): Promise<AudioBuffer | null> {
  if (!isLocalUrl(src)) return null;
  try {
    const file = await (await fetch(src)).blob();
    const { decodeAudioBuffer } = await import('./decode-audio-buffer');
    return (await decodeAudioBuffer(file)) ?? (await context.decodeAudioData(await file.arrayBuffer()));
  } catch {
    return null;
  }
}
