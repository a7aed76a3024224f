/** Lists a clip's keyframes; a cut on one is copied without re-encoding. */

import { EncodedPacketSink } from 'mediabunny';
import { openMediaInput, readTracks } from './media-input';

/** More cannot be told apart on a screen; a file of keyframes only can be cut anywhere. */
const MAX_KEYFRAMES = 20_000;

/** Returns milliseconds from the clip's start, ascending; empty if they cannot be found. A file without an index is read completely. */
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
