/** Decodes the same moments of two videos, small and grey, and compares them picture by picture. */

import { Input, type InputVideoTrack, MP4, QTFF, UrlSource, type VideoSample, VideoSampleSink } from 'mediabunny';
import type { ComparedMoment } from '@/lib/domain/mouth';
import { type ComparedPicture, changedBlocks, comparePictures, type GreyPicture, gridOf } from './compare-pictures';
import type { MouthAnswer, MouthAsk } from './mouth-task';

/** The longer side of what is compared: a mouth that is a thirtieth as wide as the picture still fills a block. */
const LONG_SIDE_PX = 320;
/** How far two shapes (width by height) may be apart, for an encoder that rounds sides. */
const SAME_SHAPE = 0.02;
/** An encoder may move pictures by so many frames; more would be seen against the sound. */
const SHIFTS = [0, -1, 1, -2, 2] as const;
/** A shift must fit better by this much, or pictures that hardly move would be shifted at random. */
const BETTER = 0.9;
/** Of a video that is read here and there. */
const CACHE_BYTES = 16 * 2 ** 20;
/** A line that breaks is tried once more, soon. */
const RETRY_SECONDS = 1;
/** Where the frame rate cannot be told. */
const USUAL_FRAME_SECONDS = 1 / 30;

export async function compareVideos({ before, after, spokenMs, quietMs, limitMs }: MouthAsk): Promise<MouthAnswer> {
  const endsAt = performance.now() + limitMs;
  const inputs = [open(before), open(after)] as const;
  try {
    const [was, is] = await Promise.all(inputs.map((input) => input.getPrimaryVideoTrack()));
    if (!was || !is || !(await was.canDecode()) || !(await is.canDecode())) return { kind: 'fault', fault: 'unreadable' };
    const size = await commonSize(was, is);
    if (size === null) return { kind: 'fault', fault: 'other-shape' };
    const times = [...spokenMs.map((ms) => ({ ms, spoken: true })), ...quietMs.map((ms) => ({ ms, spoken: false }))].sort(
      (a, b) => a.ms - b.ms,
    );
    const moments = await compareTracks(was, is, times, size, endsAt);
    return { kind: 'compared', moments, ...gridOf(size.widthPx, size.heightPx) };
  } catch {
    return { kind: 'fault', fault: 'unreadable' };
  } finally {
    for (const input of inputs) input.dispose();
  }
}

function open(url: string): Input {
  const source = new UrlSource(url, {
    maxCacheSize: CACHE_BYTES,
    getRetryDelay: (attempts) => (attempts < 1 ? RETRY_SECONDS : null),
    handleUnhandledError: () => undefined,
  });
  return new Input({ formats: [MP4, QTFF], source });
}

type Size = Pick<GreyPicture, 'widthPx' | 'heightPx'>;

async function commonSize(was: InputVideoTrack, is: InputVideoTrack): Promise<Size | null> {
  const [wasShape, isShape] = await Promise.all(
    [was, is].map(async (track) => (await track.getDisplayWidth()) / (await track.getDisplayHeight())),
  );
  if (!wasShape || !isShape || Math.abs(wasShape / isShape - 1) > SAME_SHAPE) return null;
  const short = Math.round(LONG_SIDE_PX / Math.max(wasShape, 1 / wasShape));
  return wasShape >= 1 ? { widthPx: LONG_SIDE_PX, heightPx: short } : { widthPx: short, heightPx: LONG_SIDE_PX };
}

interface Time {
  readonly ms: number;
  readonly spoken: boolean;
}

async function compareTracks(
  was: InputVideoTrack,
  is: InputVideoTrack,
  times: readonly Time[],
  size: Size,
  endsAt: number,
): Promise<ComparedMoment[]> {
  const draw = drawer(size);
  const frameSeconds = await frameLength(was);
  const middles = times.map(({ ms }) => ms / 1000);
  // In one go each, so that nothing is decoded twice: of the result the moment, of the original also its neighbours.
  const after = new VideoSampleSink(is).samplesAtTimestamps(middles);
  const around = [...SHIFTS].sort((one, other) => one - other);
  const wanted = middles.flatMap((middle) => around.map((shift) => Math.max(0, middle + shift * frameSeconds)));
  const before = new VideoSampleSink(was).samplesAtTimestamps(sorted(wanted));
  const known = new Map<number, GreyPicture>();
  const moments: ComparedMoment[] = [];
  let reached = Number.NEGATIVE_INFINITY;
  let last: GreyPicture | null = null;
  try {
    const inOrder = sorted(wanted);
    let next = 0;
    for (const [index, { spoken }] of times.entries()) {
      const { value: sample } = await after.next();
      const picture = taken(sample ?? null, draw);
      const needed = around.map((shift) => Math.max(0, (middles[index] ?? 0) + shift * frameSeconds));
      const until = Math.max(...needed);
      while (next < inOrder.length && (inOrder[next] ?? 0) <= until) {
        const { value: original } = await before.next();
        last = taken(original ?? null, draw) ?? last;
        reached = inOrder[next] ?? reached;
        if (last !== null) known.set(reached, last);
        next += 1;
      }
      const neighbours = new Map(around.map((shift, at) => [shift, known.get(needed[at] ?? -1)]));
      const best = picture && bestOf(neighbours, picture);
      if (best) moments.push({ spoken, changed: best.changed, noise: best.noise });
      for (const at of known.keys()) if (at < (middles[index] ?? 0) - 1) known.delete(at);
      if (performance.now() > endsAt) break;
    }
    return moments;
  } finally {
    await Promise.all([after.return(undefined), before.return(undefined)]);
  }
}

function sorted(values: readonly number[]): number[] {
  return [...values].sort((one, other) => one - other);
}

function bestOf(neighbours: ReadonlyMap<number, GreyPicture | undefined>, picture: GreyPicture): ComparedPicture | null {
  let best: ComparedPicture | null = null;
  for (const shift of SHIFTS) {
    const original = neighbours.get(shift);
    if (original === undefined) continue;
    const found = changedBlocks(comparePictures(original, picture));
    if (best === null || found.noise < best.noise * BETTER) best = found;
  }
  return best;
}

async function frameLength(track: InputVideoTrack): Promise<number> {
  const { averagePacketRate } = await track.computePacketStats(60);
  return averagePacketRate > 0 ? 1 / averagePacketRate : USUAL_FRAME_SECONDS;
}

type Draw = (sample: VideoSample) => GreyPicture | null;

/** Pictures become small and grey one after the other on the same canvas. */
function drawer({ widthPx, heightPx }: Size): Draw {
  const context = new OffscreenCanvas(widthPx, heightPx).getContext('2d', { willReadFrequently: true });
  return (sample) => {
    if (!context) return null;
    // The same smoothing for both, so that it does not count.
    context.imageSmoothingQuality = 'high';
    sample.draw(context, 0, 0, widthPx, heightPx);
    const { data } = context.getImageData(0, 0, widthPx, heightPx);
    const grey = new Float32Array(widthPx * heightPx);
    for (let pixel = 0; pixel < grey.length; pixel += 1) {
      grey[pixel] = 0.2126 * (data[4 * pixel] ?? 0) + 0.7152 * (data[4 * pixel + 1] ?? 0) + 0.0722 * (data[4 * pixel + 2] ?? 0);
    }
    return { widthPx, heightPx, grey };
  };
}

function taken(sample: VideoSample | null, draw: Draw): GreyPicture | null {
  try {
    return sample && draw(sample);
  } finally {
    sample?.close();
  }
}
