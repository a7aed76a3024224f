/** When a clip's key pictures stand: a cut that starts on one is copied, not coded again. */

import { EncodedPacketSink } from 'mediabunny';
import { openMediaInput, readTracks } from './media-input';

/** More than this nobody can tell apart on a screen; a file of key pictures alone is cut anywhere. */
const MAX_KEYFRAMES = 20_000;

/** In milliseconds from the clip's start, ascending; empty when they cannot be found. Without an index the file is read through. */
export async function readKeyframes(file: Blob, signal: AbortSignal): Promise<number[]> {
  const { input } = openMediaInput(file, 'glance');
  try {
    const { video, startSeconds } = await readTracks(input);
    if (!video) return [];
    const sink = new EncodedPacketSink(video);
    const keyframesMs: number[] = [];
    let packet = await sink.getFirstKeyPacket({ metadataOnly: true });
    while (packet !== null && keyframesMs.length < MAX_KEYFRAMES && !signal.aborted) {
      keyframesMs.push(Math.max(0, Math.round((packet.timestamp - startSeconds) * 1000)));
      packet = await sink.getNextKeyPacket(packet, { metadataOnly: true });
    }
    return keyframesMs;
  } catch {
    return [];
  } finally {
    input.dispose();
  }
}
