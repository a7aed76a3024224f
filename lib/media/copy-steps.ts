/** Copies a part of a track as it is coded: nothing loses quality, and it runs many times faster than real time. */

import {
  type EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  type EncodedVideoPacketSource,
  type InputAudioTrack,
  type InputVideoTrack,
} from 'mediabunny';

/** One thing to write, and where it lies in the outcome, in seconds. */
export interface Step {
  readonly atSeconds: number;
  write(): Promise<void>;
}

/** A stretch of the file's own clock, in seconds. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Pictures are coded out of order by a few; this many are looked at beyond an end to find where a copy can stop cleanly. */
const LOOKED_AHEAD = 32;
/** The most that the last picture is held so that a copy ends where it was asked to. */
const LONGEST_HOLD_SECONDS = 0.5;

/** The key picture that a copy from `at` starts on: the one before, or the first of all. */
export async function keyPacketAt(track: InputVideoTrack, at: number): Promise<EncodedPacket | null> {
  const sink = new EncodedPacketSink(track);
  // A hair later, so that a time in whole milliseconds finds the picture that it names.
  return (await sink.getKeyPacket(at + 0.021, { verifyKeyPackets: true })) ?? sink.getFirstKeyPacket({ verifyKeyPackets: true });
}

interface CleanEnd {
  /** The first packet, as coded, that is left out; `null` when the track ends before. */
  readonly before: EncodedPacket | null;
  /** When the last picture of the copy is shown. */
  readonly lastShownAt: number;
}

/** Where a copy can stop so that every picture in it is whole and none after the end is needed. */
async function cleanEnd(sink: EncodedPacketSink, end: number): Promise<CleanEnd> {
  const from = await sink.getKeyPacket(end, { metadataOnly: true });
  if (from === null) return { before: null, lastShownAt: Number.NEGATIVE_INFINITY };
  const group: EncodedPacket[] = [];
  let beyond = 0;
  for await (const packet of sink.packets(from, undefined, { metadataOnly: true })) {
    group.push(packet);
    if (packet.timestamp >= end) beyond += 1;
    if (beyond > LOOKED_AHEAD) break;
  }
  if (beyond === 0) return { before: null, lastShownAt: Math.max(...group.map((packet) => packet.timestamp)) };
  let earliestLater = Number.POSITIVE_INFINITY;
  for (let index = group.length - 1; index >= 1; index -= 1) {
    earliestLater = Math.min(earliestLater, group[index]?.timestamp ?? earliestLater);
    const latest = Math.max(...group.slice(0, index).map((packet) => packet.timestamp));
    if (latest < end && latest < earliestLater) return { before: group[index] ?? null, lastShownAt: latest };
  }
  return { before: from, lastShownAt: Number.NEGATIVE_INFINITY };
}

export async function* copyPicture(
  track: InputVideoTrack,
  source: EncodedVideoPacketSource,
  first: EncodedPacket,
  stretch: Stretch,
  zero: number,
): AsyncGenerator<Step> {
  const sink = new EncodedPacketSink(track);
  const decoderConfig = await track.getDecoderConfig();
  const meta = decoderConfig === null ? {} : { decoderConfig };
  const { before, lastShownAt } = await cleanEnd(sink, stretch.end);
  let latest = Number.NEGATIVE_INFINITY;
  for await (const packet of sink.packets(first, undefined, { verifyKeyPackets: true })) {
    if (before !== null && packet.sequenceNumber >= before.sequenceNumber) break;
    // Pictures that lead the first key picture lean on ones that are not here.
    if (packet.timestamp < first.timestamp) continue;
    const isLast = before !== null && packet.timestamp === lastShownAt;
    const held = Math.min(stretch.end - packet.timestamp, packet.duration + LONGEST_HOLD_SECONDS);
    const timestamp = packet.timestamp - zero;
    // A key picture shown before one of the group ahead of it is none for the container.
    const type = packet.type === 'key' && timestamp < latest ? 'delta' : packet.type;
    latest = Math.max(latest, timestamp);
    const copied = packet.clone({ timestamp, duration: isLast ? Math.max(packet.duration, held) : packet.duration, type, sideData: {} });
    yield { atSeconds: timestamp, write: () => source.add(copied, meta) };
  }
  source.close();
}

export async function* copySound(
  track: InputAudioTrack,
  source: EncodedAudioPacketSource,
  stretch: Stretch,
  zero: number,
): AsyncGenerator<Step> {
  const sink = new EncodedPacketSink(track);
  const decoderConfig = await track.getDecoderConfig();
  const meta = decoderConfig === null ? {} : { decoderConfig };
  const first = (await sink.getPacket(stretch.start)) ?? (await sink.getFirstPacket());
  let latest = Number.NEGATIVE_INFINITY;
  if (first !== null) {
    for await (const packet of sink.packets(first)) {
      // Whatever is more than half beyond the end stays out.
      if (packet.timestamp + packet.duration / 2 > stretch.end) break;
      const timestamp = packet.timestamp - zero;
      if (timestamp < latest) continue;
      latest = timestamp;
      const copied = packet.clone({ timestamp });
      yield { atSeconds: timestamp, write: () => source.add(copied, meta) };
    }
  }
  source.close();
}

/** Writes several tracks side by side, always the one that lags, so that nothing piles up waiting for the other. */
export async function writeInStep(tracks: readonly AsyncGenerator<Step>[], onStep: (atSeconds: number) => void): Promise<void> {
  const heads = await Promise.all(tracks.map((track) => track.next()));
  for (;;) {
    let lagging = -1;
    let at = Number.POSITIVE_INFINITY;
    for (const [index, head] of heads.entries()) {
      if (head.done || head.value.atSeconds >= at) continue;
      lagging = index;
      at = head.value.atSeconds;
    }
    const head = heads[lagging];
    const track = tracks[lagging];
    if (head === undefined || head.done || track === undefined) return;
    await head.value.write();
    onStep(at);
    heads[lagging] = await track.next();
  }
}
