/** Reads sounds into memory for the preview. Only what this page has already: a preview never asks the network for anything. */

/** Whether an address is this page's own memory, or a file that came with it. */
export function isLocalUrl(src: string): boolean {
  return src.startsWith('blob:') || src.startsWith('data:');
}

/** `null` where it cannot be had or decoded. */
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
 * The clip's own sound, from its first picture on: packet by packet where the browser lets us, so that a clip of 100 MB is never in memory
 * as a whole. `null` where it cannot be had or decoded.
 */
export async function decodeClipAudio(src: string, context: BaseAudioContext): Promise<AudioBuffer | null> {
  if (!isLocalUrl(src)) return null;
  try {
    const file = await (await fetch(src)).blob();
    const { decodeAudioBuffer: readSound } = await import('./decode-audio-buffer');
    return (await readSound(file)) ?? (await context.decodeAudioData(await file.arrayBuffer()));
  } catch {
    return null;
  }
}
