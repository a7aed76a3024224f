/** The page of the browser tests: the media library without the app. */

import { judgeLoudness } from '@/lib/domain/conversion/loudness';
import { planVideo } from '@/lib/domain/conversion/video-plan';
import { planVoice } from '@/lib/domain/conversion/voice-plan';
import { createTimeRange } from '@/lib/domain/time';
import { convertVideo, convertVoice } from '@/lib/media/convert/converter';
import { defaultPart } from '@/lib/media/convert/default-part';
import { checkMotion, type MotionCheckInput } from '@/lib/media/motion-check/check-motion';
import { openMedia } from '@/lib/media/open-media';
import { getPeaks, measureLoudness } from '@/lib/media/waveform/waveform';
import { preloadMediaWorker } from '@/lib/media/worker/worker-client';

export interface ConversionRequest {
  readonly use: 'video' | 'voice';
  readonly part?: readonly [number, number];
  readonly snapToKeyframe?: boolean;
  readonly gain?: boolean;
  /** Destination of the output. */
  readonly uploadUrl?: string;
  readonly cancelAfterMs?: number;
}

const input = document.createElement('input');
input.type = 'file';
// As in the app when a file is dragged over the page or the file dialog opens.
preloadMediaWorker();
document.body.append(input);

function getChosenFile(): File {
  const file = input.files?.[0];
  if (!file) throw new Error('no file was chosen');
  return file;
}

async function uploadOutput(blob: Blob, at: string | undefined): Promise<void> {
  if (at !== undefined) await fetch(at, { method: 'PUT', body: blob });
}

async function probe(use: ConversionRequest['use']) {
  const media = openMedia(getChosenFile());
  const startedAt = performance.now();
  const result = use === 'video' ? await media.probeVideo() : await media.probeVoice();
  const tookMs = performance.now() - startedAt;
  media.close();
  return { answer: result, tookMs };
}

/** Runs the steps of the wizard on a file: probe, read, plan, convert. */
async function convert(request: ConversionRequest) {
  const file = getChosenFile();
  const media = openMedia(file);
  const progress: number[] = [];
  const cancellation = new AbortController();
  let cancelledAt = 0;
  const options = {
    onProgress: (percent: number) => {
      progress.push(percent);
    },
    signal: cancellation.signal,
  };
  const startCancelling = () => {
    if (request.cancelAfterMs === undefined) return;
    setTimeout(() => {
      cancelledAt = performance.now();
      cancellation.abort();
    }, request.cancelAfterMs);
  };
  try {
    if (request.use === 'video') {
      const probed = await media.probeVideo();
      if (probed.kind !== 'measured') return { examination: probed };
      const { facts } = probed;
      const slots: number[] = [];
      await media.thumbnails({ count: 5, heightPx: 48 }, ({ slot }) => slots.push(slot));
      const waveform = facts.hasSound ? await media.waveform() : null;
      const keyframesMs = await media.keyframes();
      const part = request.part ? createTimeRange(...request.part) : defaultPart(facts.durationMs, waveform, keyframesMs);
      const plan = planVideo(facts, { part, keyframesMs, snapToKeyframe: request.snapToKeyframe });
      const preview = { slots, keyframes: keyframesMs.length, heard: waveform !== null };
      if (plan.kind === 'as-is' || plan.kind === 'impossible') return { examination: probed, looked: preview, plan };
      preloadMediaWorker();
      startCancelling();
      const startedAt = performance.now();
      const { file: outputFile, ...outcome } = { file: null, ...(await convertVideo(file, facts, plan, options)) };
      const endedAt = performance.now();
      if (outputFile) await uploadOutput(outputFile, request.uploadUrl);
      return {
        examination: probed,
        looked: preview,
        plan,
        outcome,
        progress,
        tookMs: endedAt - startedAt,
        cancelTookMs: endedAt - cancelledAt,
      };
    }
    const probed = await media.probeVoice();
    if (probed.kind !== 'measured') return { examination: probed };
    const { facts } = probed;
    const waveform = await media.waveform();
    const part = request.part ? createTimeRange(...request.part) : defaultPart(facts.durationMs, waveform);
    const loudness = waveform === null ? null : measureLoudness(waveform, part);
    const verdict = loudness === null ? null : judgeLoudness(loudness);
    const plan = planVoice(facts, { part, gainDb: request.gain ? verdict?.suggestedGainDb : 0 });
    const preview = {
      loudness,
      judged: verdict,
      peaks: waveform === null ? 0 : getPeaks(waveform, part, 100).filter((peak) => peak > 0).length,
    };
    if (plan.kind !== 'encode') return { examination: probed, looked: preview, plan };
    startCancelling();
    const startedAt = performance.now();
    const { file: outputFile, ...outcome } = { file: null, ...(await convertVoice(file, facts, plan, options)) };
    const endedAt = performance.now();
    if (outputFile) await uploadOutput(outputFile, request.uploadUrl);
    return {
      examination: probed,
      looked: preview,
      plan,
      outcome,
      progress,
      tookMs: endedAt - startedAt,
      cancelTookMs: endedAt - cancelledAt,
    };
  } finally {
    media.close();
  }
}

/** Measures the duration of one media task. */
async function measureTask(what: 'thumbnails' | 'waveform' | 'keyframes', count = 20) {
  const media = openMedia(getChosenFile());
  // The worker is running by then, as after probing a file.
  await (what === 'waveform' ? media.probeVoice() : media.probeVideo());
  let firstMs: number | null = null;
  const startedAt = performance.now();
  if (what === 'thumbnails') {
    await media.thumbnails({ count, heightPx: 90 }, () => {
      firstMs ??= performance.now() - startedAt;
    });
  } else if (what === 'waveform') await media.waveform();
  else await media.keyframes();
  const tookMs = performance.now() - startedAt;
  media.close();
  return { tookMs, firstMs };
}

/** The finest peaks of a waveform, decoded in chunks and as a whole (which requires probing first). */
async function decodeWaveformBothWays() {
  const decode = async (whole: boolean) => {
    const media = openMedia(getChosenFile());
    if (whole) await media.probeVoice();
    const waveform = await media.waveform();
    media.close();
    return { durationMs: waveform?.durationMs ?? null, peaks: [...(waveform?.levels[0]?.peaks ?? [])] };
  };
  return { inChunks: await decode(false), atOnce: await decode(true) };
}

/** Requests the same thumbnails and audio twice, and measures the order and the second duration. */
async function drawTwice(count: number) {
  const media = openMedia(getChosenFile());
  const draw = async () => {
    const slots: number[] = [];
    const startedAt = performance.now();
    const drawn = await media.thumbnails({ count, heightPx: 90 }, ({ slot, image }) => {
      if (image.height === 90) slots.push(slot);
    });
    const waveform = await media.waveform();
    return { slots, drawn, map: waveform, tookMs: performance.now() - startedAt };
  };
  const first = await draw();
  const second = await draw();
  media.close();
  return {
    first,
    second,
    isSameWaveform: first.map === second.map,
    countAfterClose: await media.thumbnails({ count, heightPx: 90 }, () => undefined),
  };
}

/** Baseline: thumbnails by seeking a `<video>` element. */
async function seekThumbnailsBaseline(count: number) {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  const url = URL.createObjectURL(getChosenFile());
  const waitForEvent = (event: string) => new Promise<void>((resolve) => video.addEventListener(event, () => resolve(), { once: true }));
  const startedAt = performance.now();
  video.src = url;
  await waitForEvent('loadeddata');
  const canvas = document.createElement('canvas');
  canvas.height = 90;
  canvas.width = 160;
  let firstMs: number | null = null;
  for (let index = 0; index < count; index += 1) {
    video.currentTime = (index * video.duration) / count;
    await waitForEvent('seeked');
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
    await createImageBitmap(canvas);
    firstMs ??= performance.now() - startedAt;
  }
  const tookMs = performance.now() - startedAt;
  video.removeAttribute('src');
  URL.revokeObjectURL(url);
  return { tookMs, firstMs };
}

/** Runs the motion check on two served files, optionally aborted after a time. */
async function checkMotionTimed(input: MotionCheckInput, abortAfterMs?: number) {
  const abortion = new AbortController();
  if (abortAfterMs !== undefined) setTimeout(() => abortion.abort(), abortAfterMs);
  const startedAt = performance.now();
  const report = await checkMotion(input, abortion.signal).catch(() => 'given up' as const);
  return { report, tookMs: performance.now() - startedAt };
}

const mediaPage = {
  examined: probe,
  convert,
  timed: measureTask,
  heardBothWays: decodeWaveformBothWays,
  again: drawTwice,
  seeked: seekThumbnailsBaseline,
  mouth: checkMotionTimed,
};
export type MediaPageApi = typeof mediaPage;

declare global {
  interface Window {
    mediaPage: MediaPageApi;
  }
}

window.mediaPage = mediaPage;
