/** Decodes the same moments of two videos as small grayscale frames and compares them. */

import { Input, type InputVideoTrack, MP4, QTFF, UrlSource, type VideoSample, VideoSampleSink } from 'mediabunny';
import type { ComparedFramePair } from '@/lib/domain/motion-check';
import { type ComparedFrame, compareFrames, findChangedBlocks, type GrayFrame, getBlockGrid } from './compare-frames';
import type { MotionCheckRequest, MotionCheckResponse } from './motion-check-messages';

/** Longer side of the compared frames: a mouth of 1/30 of the width still fills a block. */
const LONG_SIDE_PX = 320;
/** Tolerance of the aspect ratio, for encoders that round sides. */
const MAX_ASPECT_DIFFERENCE = 0.02;
/** Frames by which an encoder may shift the video; a larger shift would be visible against the audio. */
const FRAME_SHIFTS = [0, -1, 1, -2, 2] as const;
/** A shift must reduce the noise by this factor, or nearly still frames would be shifted at random. */
const SHIFT_IMPROVEMENT = 0.9;
/** Cache of a video that is read at random positions. */
const CACHE_BYTES = 16 * 2 ** 20;
/** A failed request is retried once after this time. */
const RETRY_SECONDS = 1;
/** Used if the frame rate is unknown. */
const DEFAULT_FRAME_SECONDS = 1 / 30;

export async function compareVideos({ before, after, spokenMs, quietMs, limitMs }: MotionCheckRequest): Promise<MotionCheckResponse> {
  const endsAt = performance.now() + limitMs;
  const inputs = [openInput(before), openInput(after)] as const;
  try {
    const [beforeTrack, afterTrack] = await Promise.all(inputs.map((input) => input.getPrimaryVideoTrack()));
    if (!beforeTrack || !afterTrack || !(await beforeTrack.canDecode()) || !(await afterTrack.canDecode()))
      return { kind: 'fault', fault: 'unreadable' };
    const size = await getCommonSize(beforeTrack, afterTrack);
    if (size === null) return { kind: 'fault', fault: 'other-shape' };
    const sampleTimes = [...spokenMs.map((ms) => ({ ms, spoken: true })), ...quietMs.map((ms) => ({ ms, spoken: false }))].sort(
      (a, b) => a.ms - b.ms,
    );
    const moments = await compareTracks(beforeTrack, afterTrack, sampleTimes, size, endsAt);
    return { kind: 'compared', moments, ...getBlockGrid(size.widthPx, size.heightPx) };
  } catch {
    return { kind: 'fault', fault: 'unreadable' };
  } finally {
    for (const input of inputs) input.dispose();
  }
}

function openInput(url: string): Input {
  const source = new UrlSource(url, {
    maxCacheSize: CACHE_BYTES,
    getRetryDelay: (attempts) => (attempts < 1 ? RETRY_SECONDS : null),
    handleUnhandledError: () => undefined,
  });
  return new Input({ formats: [MP4, QTFF], source });
}

type FrameSize = Pick<GrayFrame, 'widthPx' | 'heightPx'>;

async function getCommonSize(beforeTrack: InputVideoTrack, afterTrack: InputVideoTrack): Promise<FrameSize | null> {
  const [beforeAspect, afterAspect] = await Promise.all(
    [beforeTrack, afterTrack].map(async (track) => (await track.getDisplayWidth()) / (await track.getDisplayHeight())),
  );
  if (!beforeAspect || !afterAspect || Math.abs(beforeAspect / afterAspect - 1) > MAX_ASPECT_DIFFERENCE) return null;
  const shortSidePx = Math.round(LONG_SIDE_PX / Math.max(beforeAspect, 1 / beforeAspect));
  return beforeAspect >= 1 ? { widthPx: LONG_SIDE_PX, heightPx: shortSidePx } : { widthPx: shortSidePx, heightPx: LONG_SIDE_PX };
}

interface SampleTime {
  readonly ms: number;
  readonly spoken: boolean;
}

async function compareTracks(
  beforeTrack: InputVideoTrack,
  afterTrack: InputVideoTrack,
  sampleTimes: readonly SampleTime[],
  size: FrameSize,
  endsAt: number,
): Promise<ComparedFramePair[]> {
  const readFrame = createFrameReader(size);
  const frameSeconds = await getFrameSeconds(beforeTrack);
  const centers = sampleTimes.map(({ ms }) => ms / 1000);
  // One sorted pass per video, so that no frame is decoded twice: the moment in the result, and its neighbours in the original.
  const afterSamples = new VideoSampleSink(afterTrack).samplesAtTimestamps(centers);
  const sortedShifts = [...FRAME_SHIFTS].sort((one, other) => one - other);
  const requestedTimes = centers.flatMap((center) => sortedShifts.map((shift) => Math.max(0, center + shift * frameSeconds)));
  const beforeSamples = new VideoSampleSink(beforeTrack).samplesAtTimestamps(sortAscending(requestedTimes));
  const framesByTime = new Map<number, GrayFrame>();
  const moments: ComparedFramePair[] = [];
  let lastTime = Number.NEGATIVE_INFINITY;
  let lastFrame: GrayFrame | null = null;
  try {
    const orderedTimes = sortAscending(requestedTimes);
    let nextIndex = 0;
    for (const [index, { spoken }] of sampleTimes.entries()) {
      const { value: sample } = await afterSamples.next();
      const frame = readAndClose(sample ?? null, readFrame);
      const neededTimes = sortedShifts.map((shift) => Math.max(0, (centers[index] ?? 0) + shift * frameSeconds));
      const lastNeededTime = Math.max(...neededTimes);
      while (nextIndex < orderedTimes.length && (orderedTimes[nextIndex] ?? 0) <= lastNeededTime) {
        const { value: original } = await beforeSamples.next();
        lastFrame = readAndClose(original ?? null, readFrame) ?? lastFrame;
        lastTime = orderedTimes[nextIndex] ?? lastTime;
        if (lastFrame !== null) framesByTime.set(lastTime, lastFrame);
        nextIndex += 1;
      }
      const candidates = new Map(sortedShifts.map((shift, time) => [shift, framesByTime.get(neededTimes[time] ?? -1)]));
      const best = frame && findBestMatch(candidates, frame);
      if (best) moments.push({ spoken, changed: best.changed, noise: best.noise });
      for (const time of framesByTime.keys()) if (time < (centers[index] ?? 0) - 1) framesByTime.delete(time);
      if (performance.now() > endsAt) break;
    }
    return moments;
  } finally {
    await Promise.all([afterSamples.return(undefined), beforeSamples.return(undefined)]);
  }
}

function sortAscending(values: readonly number[]): number[] {
  return [...values].sort((one, other) => one - other);
}

function findBestMatch(candidates: ReadonlyMap<number, GrayFrame | undefined>, frame: GrayFrame): ComparedFrame | null {
  let best: ComparedFrame | null = null;
  for (const shift of FRAME_SHIFTS) {
    const original = candidates.get(shift);
    if (original === undefined) continue;
    const compared = findChangedBlocks(compareFrames(original, frame));
    if (best === null || compared.noise < best.noise * SHIFT_IMPROVEMENT) best = compared;
  }
  return best;
}

async function getFrameSeconds(track: InputVideoTrack): Promise<number> {
  const { averagePacketRate } = await track.computePacketStats(60);
  return averagePacketRate > 0 ? 1 / averagePacketRate : DEFAULT_FRAME_SECONDS;
}

type ReadFrame = (sample: VideoSample) => GrayFrame | null;

/** Reads frames as small grayscale images on a shared canvas. */
function createFrameReader({ widthPx, heightPx }: FrameSize): ReadFrame {
  const context = new OffscreenCanvas(widthPx, heightPx).getContext('2d', { willReadFrequently: true });
  return (sample) => {
    if (!context) return null;
    // The same smoothing for both videos, so that it cancels out.
    context.imageSmoothingQuality = 'high';
    sample.draw(context, 0, 0, widthPx, heightPx);
    const { data } = context.getImageData(0, 0, widthPx, heightPx);
    const grey = new Float32Array(widthPx * heightPx);
    for (let pixel = 0; pixel < grey.length; pixel += 1) {
      grey[pixel] = 0.2126 * (data[4 * pixel] ?? 0) + 0.7152 * (data[4 * pixel + 1] ?? 0) + 0.0722 * (data[4 * pixel + 2] ?? 0);
    }
    return { widthPx, heightPx, gray: grey };
  };
}

function readAndClose(sample: VideoSample | null, readFrame: ReadFrame): GrayFrame | null {
  try {
    return sample && readFrame(sample);
  } finally {
    sample?.close();
  }
}
