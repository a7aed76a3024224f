/** Decodes thumbnails progressively: the start, then halves, then quarters, preferring keyframes. */

import { EncodedPacketSink, type InputVideoTrack, type VideoSample, VideoSampleSink } from 'mediabunny';
import { decodeFramesLowMemory, hasLargeFrames } from '@/lib/media/convert/decode-frames';
import { createFrameResizer, type FrameResizer } from '@/lib/media/convert/resize-frames';
import { openMediaInput, readTracks } from '@/lib/media/probe/media-input';
import { progressiveOrder } from './progressive-order';

export interface Thumbnail {
  /** Index among the equal parts of the clip. */
  readonly slot: number;
  /** Time of the frame in the clip. */
  readonly atMs: number;
  readonly image: ImageBitmap;
}

export interface ThumbnailRequest {
  readonly count: number;
  readonly heightPx: number;
}

interface FramePosition {
  readonly slot: number;
  /** Seconds on the file's clock. */
  readonly at: number;
  /** Whether the frame can be decoded alone. */
  readonly isKeyframe: boolean;
}

/** Short enough to contain only one frame. */
const FRAME_LOOKUP_SECONDS = 0.001;

/** Draws the slots that are not in `drawnSlots`. Returns the number drawn, which is 0 if the clip cannot be decoded. */
export async function decodeThumbnails(
  file: Blob,
  { count, heightPx }: ThumbnailRequest,
  drawnSlots: readonly number[],
  onThumbnail: (thumbnail: Thumbnail) => void,
  signal: AbortSignal,
): Promise<number> {
  const { input } = openMediaInput(file, 'glance');
  let drawnCount = 0;
  try {
    const { video: image, startSeconds } = await readTracks(input);
    if (!image || !(await image.canDecode())) return 0;
    const seconds = (await image.computeDuration()) - startSeconds;
    const resizer = await createThumbnailResizer(image, heightPx);
    const emitThumbnail = async (slot: number, sample: VideoSample) => {
      const atMs = Math.max(0, Math.round((sample.timestamp - startSeconds) * 1000));
      onThumbnail({ slot, atMs, image: await toImageBitmap(await resizer.resize(sample)) });
      drawnCount += 1;
    };
    const findPosition = (slot: number) => findSlotPosition(image, slot, startSeconds + (slot * seconds) / count, seconds / count);
    const slots = progressiveOrder(count).filter((slot) => !drawnSlots.includes(slot));
    const decodeSlots = (await hasLargeFrames(image)) ? decodeLargeFrames : decodeSmallFrames;
    await decodeSlots(image, slots, findPosition, emitThumbnail, signal);
    return drawnCount;
  } catch {
    // A truncated clip keeps the thumbnails drawn so far.
    return drawnCount;
  } finally {
    input.dispose();
  }
}

type DecodeSlots = (
  track: InputVideoTrack,
  slots: readonly number[],
  findPosition: (slot: number) => Promise<FramePosition>,
  emitThumbnail: (slot: number, sample: VideoSample) => Promise<void>,
  signal: AbortSignal,
) => Promise<void>;

const decodeSmallFrames: DecodeSlots = async (track, slots, findPosition, emitThumbnail, signal) => {
  const sink = new VideoSampleSink(track);
  const keyframePositions: FramePosition[] = [];
  const otherPositions: FramePosition[] = [];
  for (const [index, slot] of slots.entries()) {
    if (signal.aborted) return;
    const position = await findPosition(slot);
    if (index > 0) {
      (position.isKeyframe ? keyframePositions : otherPositions).push(position);
      continue;
    }
    // The first thumbnail is drawn before the other positions are known.
    const first = await sink.getSample(position.at);
    if (first !== null) await emitThumbnail(slot, first);
  }
  // Slots without a keyframe in time order, so that no frame is decoded twice.
  const orderedPositions = [...keyframePositions, ...otherPositions.toSorted((a, b) => a.at - b.at)];
  let index = 0;
  for await (const sample of sink.samplesAtTimestamps(orderedPositions.map(({ at }) => at))) {
    const position = orderedPositions[index];
    index += 1;
    if (sample === null) continue;
    if (position === undefined || signal.aborted) {
      sample.close();
      return;
    }
    await emitThumbnail(position.slot, sample);
  }
};

/** Low memory use: first the keyframes, then one pass through the clip for the rest. */
const decodeLargeFrames: DecodeSlots = async (track, slots, findPosition, emitThumbnail, signal) => {
  const otherPositions: FramePosition[] = [];
  for (const slot of slots) {
    if (signal.aborted) return;
    const position = await findPosition(slot);
    if (!position.isKeyframe) {
      otherPositions.push(position);
      continue;
    }
    for await (const sample of decodeFramesLowMemory(track, { start: position.at, end: position.at + FRAME_LOOKUP_SECONDS })) {
      await emitThumbnail(slot, sample);
      break;
    }
  }
  const remaining = otherPositions.toSorted((a, b) => a.at - b.at);
  const [first, last] = [remaining[0], remaining.at(-1)];
  if (first === undefined || last === undefined) return;
  for await (const sample of decodeFramesLowMemory(track, { start: first.at, end: last.at + FRAME_LOOKUP_SECONDS })) {
    const position = remaining[0];
    if (position === undefined || signal.aborted) {
      sample.close();
      return;
    }
    if (sample.timestamp + sample.duration <= position.at) {
      sample.close();
      continue;
    }
    remaining.shift();
    await emitThumbnail(position.slot, sample);
  }
};

/** Chooses the frame of a slot: a keyframe inside it, or else its start. */
async function findSlotPosition(track: InputVideoTrack, slot: number, at: number, slotSeconds: number): Promise<FramePosition> {
  const sink = new EncodedPacketSink(track);
  const before = await sink.getKeyPacket(at, { metadataOnly: true });
  if (before === null) return { slot, at: (await sink.getFirstKeyPacket({ metadataOnly: true }))?.timestamp ?? at, isKeyframe: true };
  if (before.timestamp >= at - slotSeconds / 4) return { slot, at: before.timestamp, isKeyframe: true };
  const next = await sink.getNextKeyPacket(before, { metadataOnly: true });
  const inside = next !== null && next.timestamp < at + slotSeconds;
  return { slot, at: inside ? next.timestamp : at, isKeyframe: inside };
}

async function createThumbnailResizer(track: InputVideoTrack, heightPx: number): Promise<FrameResizer> {
  const even = (px: number) => Math.max(2, 2 * Math.round(px / 2));
  const widthPx = even(((await track.getDisplayWidth()) / (await track.getDisplayHeight())) * heightPx);
  const [rotation, flip] = [await track.getRotation(), await track.getFlip()];
  return createFrameResizer({ widthPx, heightPx: even(heightPx), pad: false, rotation, flip, detailReduction: 1 });
}

async function toImageBitmap(sample: VideoSample): Promise<ImageBitmap> {
  const frame = sample.toVideoFrame();
  try {
    return await createImageBitmap(frame);
  } finally {
    frame.close();
    sample.close();
  }
}
