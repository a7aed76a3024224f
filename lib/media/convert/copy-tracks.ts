/** Copies a part of a track without re-encoding: lossless, and many times faster than real time. */

import {
  type EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  type EncodedVideoPacketSource,
  type InputAudioTrack,
  type InputVideoTrack,
} from 'mediabunny';

/** A write to the output at a time in seconds. */
export interface TrackWrite {
  readonly atSeconds: number;
  write(): Promise<void>;
}

/** A range on the file's own clock, in seconds. */
export interface SecondsRange {
  readonly start: number;
  readonly end: number;
}

/** Frames are stored slightly out of order; this many packets past the end are read to find a clean cut. */
const MAX_LOOKAHEAD_PACKETS = 32;
/** Maximum extension of the last frame to reach the requested end. */
const MAX_LAST_FRAME_EXTENSION_SECONDS = 0.5;

/** The keyframe on which a copy from `at` starts: the preceding one, or the first one. */
export async function findKeyPacket(track: InputVideoTrack, at: number): Promise<EncodedPacket | null> {
  const sink = new EncodedPacketSink(track);
  // Slightly later, so that a time in whole milliseconds finds the frame that it was rounded from.
  return (await sink.getKeyPacket(at + 0.021, { verifyKeyPackets: true })) ?? sink.getFirstKeyPacket({ verifyKeyPackets: true });
}

interface CopyEnd {
  /** The first excluded packet in decode order; `null` if the track ends earlier. */
  readonly firstExcluded: EncodedPacket | null;
  /** Timestamp of the copy's last frame. */
  readonly lastTimestamp: number;
}

/** Finds an end at which every copied frame is complete and needs no later packet. */
async function findCopyEnd(sink: EncodedPacketSink, end: number): Promise<CopyEnd> {
  const from = await sink.getKeyPacket(end, { metadataOnly: true });
  if (from === null) return { firstExcluded: null, lastTimestamp: Number.NEGATIVE_INFINITY };
  const group: EncodedPacket[] = [];
  let packetsPastEnd = 0;
  for await (const packet of sink.packets(from, undefined, { metadataOnly: true })) {
    group.push(packet);
    if (packet.timestamp >= end) packetsPastEnd += 1;
    if (packetsPastEnd > MAX_LOOKAHEAD_PACKETS) break;
  }
  if (packetsPastEnd === 0) return { firstExcluded: null, lastTimestamp: Math.max(...group.map((packet) => packet.timestamp)) };
  let earliestExcluded = Number.POSITIVE_INFINITY;
  for (let index = group.length - 1; index >= 1; index -= 1) {
    earliestExcluded = Math.min(earliestExcluded, group[index]?.timestamp ?? earliestExcluded);
    const latestTimestamp = Math.max(...group.slice(0, index).map((packet) => packet.timestamp));
    if (latestTimestamp < end && latestTimestamp < earliestExcluded)
      return { firstExcluded: group[index] ?? null, lastTimestamp: latestTimestamp };
  }
  return { firstExcluded: from, lastTimestamp: Number.NEGATIVE_INFINITY };
}

export async function* copyVideoTrack(
  track: InputVideoTrack,
  source: EncodedVideoPacketSource,
  first: EncodedPacket,
  range: SecondsRange,
  originSeconds: number,
): AsyncGenerator<TrackWrite> {
  const sink = new EncodedPacketSink(track);
  const decoderConfig = await track.getDecoderConfig();
  const meta = decoderConfig === null ? {} : { decoderConfig };
  const { firstExcluded, lastTimestamp } = await findCopyEnd(sink, range.end);
  let latestTimestamp = Number.NEGATIVE_INFINITY;
  for await (const packet of sink.packets(first, undefined, { verifyKeyPackets: true })) {
    if (firstExcluded !== null && packet.sequenceNumber >= firstExcluded.sequenceNumber) break;
    // Leading frames before the first keyframe reference frames that are not copied.
    if (packet.timestamp < first.timestamp) continue;
    const isLast = firstExcluded !== null && packet.timestamp === lastTimestamp;
    const heldSeconds = Math.min(range.end - packet.timestamp, packet.duration + MAX_LAST_FRAME_EXTENSION_SECONDS);
    const timestamp = packet.timestamp - originSeconds;
    // A keyframe displayed before an earlier frame must not be marked as one in the container.
    const type = packet.type === 'key' && timestamp < latestTimestamp ? 'delta' : packet.type;
    latestTimestamp = Math.max(latestTimestamp, timestamp);
    const copy = packet.clone({
      timestamp,
      duration: isLast ? Math.max(packet.duration, heldSeconds) : packet.duration,
      type,
      sideData: {},
    });
    yield { atSeconds: timestamp, write: () => source.add(copy, meta) };
  }
  source.close();
}

export async function* copyAudioTrack(
  track: InputAudioTrack,
  source: EncodedAudioPacketSource,
  range: SecondsRange,
  originSeconds: number,
): AsyncGenerator<TrackWrite> {
  const sink = new EncodedPacketSink(track);
  const decoderConfig = await track.getDecoderConfig();
  const meta = decoderConfig === null ? {} : { decoderConfig };
  const first = (await sink.getPacket(range.start)) ?? (await sink.getFirstPacket());
  let latestTimestamp = Number.NEGATIVE_INFINITY;
  if (first !== null) {
    for await (const packet of sink.packets(first)) {
      // Packets with more than half of their duration beyond the end are dropped.
      if (packet.timestamp + packet.duration / 2 > range.end) break;
      const timestamp = packet.timestamp - originSeconds;
      if (timestamp < latestTimestamp) continue;
      latestTimestamp = timestamp;
      const copy = packet.clone({ timestamp });
      yield { atSeconds: timestamp, write: () => source.add(copy, meta) };
    }
  }
  source.close();
}

/** Writes several tracks interleaved: always the one that is behind, so that no queue grows. */
export async function writeInterleaved(tracks: readonly AsyncGenerator<TrackWrite>[], onWrite: (atSeconds: number) => void): Promise<void> {
  const heads = await Promise.all(tracks.map((track) => track.next()));
  for (;;) {
    let laggingIndex = -1;
    let at = Number.POSITIVE_INFINITY;
    for (const [index, head] of heads.entries()) {
      if (head.done || head.value.atSeconds >= at) continue;
      laggingIndex = index;
      at = head.value.atSeconds;
    }
    const head = heads[laggingIndex];
    const track = tracks[laggingIndex];
    if (head === undefined || head.done || track === undefined) return;
    await head.value.write();
    onWrite(at);
    heads[laggingIndex] = await track.next();
  }
}
