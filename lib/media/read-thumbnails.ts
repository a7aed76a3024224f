/** Draws small pictures of a clip one by one, coarse first: its beginning, then halves, then halves of those, as far as key pictures allow. */

import { EncodedPacketSink, type InputVideoTrack, type VideoSample, VideoSampleSink } from 'mediabunny';
import { coarseFirst } from './coarse-first';
import { decodeLean, isLarge } from './decode-pictures';
import { openBlob, tracksOf } from './opened';
import { type Reshaper, reshaper } from './reshape';

export interface DrawnThumbnail {
  /** Which of the equal parts of the clip it stands for. */
  readonly slot: number;
  /** When in the clip it was seen. */
  readonly atMs: number;
  readonly picture: ImageBitmap;
}

export interface ThumbnailWish {
  readonly count: number;
  readonly heightPx: number;
}

interface Place {
  readonly slot: number;
  /** In seconds of the file's own clock. */
  readonly at: number;
  /** On a picture that needs no other decoded. */
  readonly onKey: boolean;
}

/** Short enough that only one picture stands in it. */
const MOMENT_SECONDS = 0.001;

/** Draws those that are not `known`. Answers how many were drawn; a clip that this browser cannot decode has none. */
export async function readThumbnails(
  file: Blob,
  { count, heightPx }: ThumbnailWish,
  known: readonly number[],
  onDrawn: (thumbnail: DrawnThumbnail) => void,
  signal: AbortSignal,
): Promise<number> {
  const { input } = openBlob(file, 'glance');
  let drawn = 0;
  try {
    const { picture, startSeconds } = await tracksOf(input);
    if (!picture || !(await picture.canDecode())) return 0;
    const seconds = (await picture.computeDuration()) - startSeconds;
    const shrink = await shrinkerOf(picture, heightPx);
    const tell = async (slot: number, sample: VideoSample) => {
      const atMs = Math.max(0, Math.round((sample.timestamp - startSeconds) * 1000));
      onDrawn({ slot, atMs, picture: await bitmapOf(await shrink.reshape(sample)) });
      drawn += 1;
    };
    const placeOfSlot = (slot: number) => placeOf(picture, slot, startSeconds + (slot * seconds) / count, seconds / count);
    const slots = coarseFirst(count).filter((slot) => !known.includes(slot));
    const walk = (await isLarge(picture)) ? walkLarge : walkSmall;
    await walk(picture, slots, placeOfSlot, tell, signal);
    return drawn;
  } catch {
    // A clip that breaks off keeps the pictures that it had.
    return drawn;
  } finally {
    input.dispose();
  }
}

type Walk = (
  track: InputVideoTrack,
  slots: readonly number[],
  placeOfSlot: (slot: number) => Promise<Place>,
  tell: (slot: number, sample: VideoSample) => Promise<void>,
  signal: AbortSignal,
) => Promise<void>;

const walkSmall: Walk = async (track, slots, placeOfSlot, tell, signal) => {
  const sink = new VideoSampleSink(track);
  const alone: Place[] = [];
  const between: Place[] = [];
  for (const [index, slot] of slots.entries()) {
    if (signal.aborted) return;
    const place = await placeOfSlot(slot);
    if (index > 0) {
      (place.onKey ? alone : between).push(place);
      continue;
    }
    // The first picture does not wait for the others to be found.
    const first = await sink.getSample(place.at);
    if (first !== null) await tell(slot, first);
  }
  // Those between key pictures in the order of time, so that none is decoded twice.
  const rest = [...alone, ...between.toSorted((a, b) => a.at - b.at)];
  let index = 0;
  for await (const sample of sink.samplesAtTimestamps(rest.map(({ at }) => at))) {
    const place = rest[index];
    index += 1;
    if (sample === null) continue;
    if (place === undefined || signal.aborted) {
      sample.close();
      return;
    }
    await tell(place.slot, sample);
  }
};

/** With few pictures in memory: those that stand alone first, then one way through the clip for all others. */
const walkLarge: Walk = async (track, slots, placeOfSlot, tell, signal) => {
  const between: Place[] = [];
  for (const slot of slots) {
    if (signal.aborted) return;
    const place = await placeOfSlot(slot);
    if (!place.onKey) {
      between.push(place);
      continue;
    }
    for await (const sample of decodeLean(track, { start: place.at, end: place.at + MOMENT_SECONDS })) {
      await tell(slot, sample);
      break;
    }
  }
  const waiting = between.toSorted((a, b) => a.at - b.at);
  const [first, last] = [waiting[0], waiting.at(-1)];
  if (first === undefined || last === undefined) return;
  for await (const sample of decodeLean(track, { start: first.at, end: last.at + MOMENT_SECONDS })) {
    const place = waiting[0];
    if (place === undefined || signal.aborted) {
      sample.close();
      return;
    }
    if (sample.timestamp + sample.duration <= place.at) {
      sample.close();
      continue;
    }
    waiting.shift();
    await tell(place.slot, sample);
  }
};

/** Where a slot is looked at: on a key picture inside it, which needs no other decoded, else at its very beginning. */
async function placeOf(track: InputVideoTrack, slot: number, at: number, width: number): Promise<Place> {
  const sink = new EncodedPacketSink(track);
  const before = await sink.getKeyPacket(at, { metadataOnly: true });
  if (before === null) return { slot, at: (await sink.getFirstKeyPacket({ metadataOnly: true }))?.timestamp ?? at, onKey: true };
  if (before.timestamp >= at - width / 4) return { slot, at: before.timestamp, onKey: true };
  const next = await sink.getNextKeyPacket(before, { metadataOnly: true });
  const inside = next !== null && next.timestamp < at + width;
  return { slot, at: inside ? next.timestamp : at, onKey: inside };
}

async function shrinkerOf(track: InputVideoTrack, heightPx: number): Promise<Reshaper> {
  const even = (px: number) => Math.max(2, 2 * Math.round(px / 2));
  const widthPx = even(((await track.getDisplayWidth()) / (await track.getDisplayHeight())) * heightPx);
  const [rotation, flip] = [await track.getRotation(), await track.getFlip()];
  return reshaper({ widthPx, heightPx: even(heightPx), pad: false, rotation, flip, softening: 1 });
}

async function bitmapOf(sample: VideoSample): Promise<ImageBitmap> {
  const frame = sample.toVideoFrame();
  try {
    return await createImageBitmap(frame);
  } finally {
    frame.close();
    sample.close();
  }
}
