/** When a clip's key pictures stand: a cut that starts on one is copied, not coded again. */

import { EncodedPacketSink } from 'mediabunny';
import { openBlob, tracksOf } from './opened';

/** More than this nobody can tell apart on a screen; a file of key pictures alone is cut anywhere. */
const MOST = 20_000;

/** In milliseconds from the clip's start, ascending; empty when they cannot be found. Without an index the file is read through. */
export async function readKeyframes(file: Blob, signal: AbortSignal): Promise<number[]> {
  const { input } = openBlob(file, 'glance');
  try {
    const { picture, startSeconds } = await tracksOf(input);
    if (!picture) return [];
    const sink = new EncodedPacketSink(picture);
    const found: number[] = [];
    let packet = await sink.getFirstKeyPacket({ metadataOnly: true });
    while (packet !== null && found.length < MOST && !signal.aborted) {
      found.push(Math.max(0, Math.round((packet.timestamp - startSeconds) * 1000)));
      packet = await sink.getNextKeyPacket(packet, { metadataOnly: true });
    }
    return found;
  } catch {
    return [];
  } finally {
    input.dispose();
  }
}
