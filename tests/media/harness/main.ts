/** The page of the browser tests: the engine alone, without the app around it. */

import { judgeLoudness } from '@/lib/domain/loudness';
import { timeRange } from '@/lib/domain/time';
import { planVideo } from '@/lib/domain/video-treatment';
import { planVoice } from '@/lib/domain/voice-treatment';
import { conformVideo, conformVoice } from '@/lib/media/doctor';
import { defaultPart } from '@/lib/media/first-sound';
import { type MouthQuestion, measureMouth } from '@/lib/media/mouth';
import { openMedia } from '@/lib/media/open-media';
import { loudnessOf, peaksFor } from '@/lib/media/sound-map';
import { warmUp } from '@/lib/media/workers';

export interface Wish {
  readonly use: 'video' | 'voice';
  readonly part?: readonly [number, number];
  readonly snapToKeyframe?: boolean;
  readonly gain?: boolean;
  /** Where the outcome's bytes are to be put. */
  readonly putAt?: string;
  readonly cancelAfterMs?: number;
}

const input = document.createElement('input');
input.type = 'file';
// As the app does when a file is on its way: dragged over the page, or looked for in the system's dialog.
warmUp();
document.body.append(input);

function chosen(): File {
  const file = input.files?.[0];
  if (!file) throw new Error('no file was chosen');
  return file;
}

async function put(blob: Blob, at: string | undefined): Promise<void> {
  if (at !== undefined) await fetch(at, { method: 'PUT', body: blob });
}

async function examined(use: Wish['use']) {
  const media = openMedia(chosen());
  const startedAt = performance.now();
  const answer = use === 'video' ? await media.examineVideo() : await media.examineVoice();
  const tookMs = performance.now() - startedAt;
  media.close();
  return { answer, tookMs };
}

/** The way that the wizard goes with a file: examine, look at it, plan, heal. */
async function heal(wish: Wish) {
  const file = chosen();
  const media = openMedia(file);
  const progress: number[] = [];
  const cancelling = new AbortController();
  let cancelledAt = 0;
  const options = {
    onProgress: (percent: number) => {
      progress.push(percent);
    },
    signal: cancelling.signal,
  };
  const startCancelling = () => {
    if (wish.cancelAfterMs === undefined) return;
    setTimeout(() => {
      cancelledAt = performance.now();
      cancelling.abort();
    }, wish.cancelAfterMs);
  };
  try {
    if (wish.use === 'video') {
      const examination = await media.examineVideo();
      if (examination.kind !== 'measured') return { examination };
      const { facts } = examination;
      const slots: number[] = [];
      await media.thumbnails({ count: 5, heightPx: 48 }, ({ slot }) => slots.push(slot));
      const map = facts.hasSound ? await media.soundMap() : null;
      const keyframesMs = await media.keyframes();
      const part = wish.part ? timeRange(...wish.part) : defaultPart(facts.durationMs, map, keyframesMs);
      const plan = planVideo(facts, { part, keyframesMs, snapToKeyframe: wish.snapToKeyframe });
      const looked = { slots, keyframes: keyframesMs.length, heard: map !== null };
      if (plan.kind === 'as-is' || plan.kind === 'impossible') return { examination, looked, plan };
      warmUp();
      startCancelling();
      const startedAt = performance.now();
      const { file: outcomeFile, ...outcome } = { file: null, ...(await conformVideo(file, facts, plan, options)) };
      const endedAt = performance.now();
      if (outcomeFile) await put(outcomeFile, wish.putAt);
      return { examination, looked, plan, outcome, progress, tookMs: endedAt - startedAt, cancelTookMs: endedAt - cancelledAt };
    }
    const examination = await media.examineVoice();
    if (examination.kind !== 'measured') return { examination };
    const { facts } = examination;
    const map = await media.soundMap();
    const part = wish.part ? timeRange(...wish.part) : defaultPart(facts.durationMs, map);
    const loudness = map === null ? null : loudnessOf(map, part);
    const judged = loudness === null ? null : judgeLoudness(loudness);
    const plan = planVoice(facts, { part, gainDb: wish.gain ? judged?.suggestedGainDb : 0 });
    const looked = { loudness, judged, peaks: map === null ? 0 : peaksFor(map, part, 100).filter((peak) => peak > 0).length };
    if (plan.kind !== 'encode') return { examination, looked, plan };
    startCancelling();
    const startedAt = performance.now();
    const { file: outcomeFile, ...outcome } = { file: null, ...(await conformVoice(file, facts, plan, options)) };
    const endedAt = performance.now();
    if (outcomeFile) await put(outcomeFile, wish.putAt);
    return { examination, looked, plan, outcome, progress, tookMs: endedAt - startedAt, cancelTookMs: endedAt - cancelledAt };
  } finally {
    media.close();
  }
}

/** Each part of the engine alone, with the time it took: for figures. */
async function timed(what: 'thumbnails' | 'sound-map' | 'keyframes', count = 20) {
  const media = openMedia(chosen());
  // The worker is there by then, as it is when a file has been examined.
  await (what === 'sound-map' ? media.examineVoice() : media.examineVideo());
  let firstMs: number | null = null;
  const startedAt = performance.now();
  if (what === 'thumbnails') {
    await media.thumbnails({ count, heightPx: 90 }, () => {
      firstMs ??= performance.now() - startedAt;
    });
  } else if (what === 'sound-map') await media.soundMap();
  else await media.keyframes();
  const tookMs = performance.now() - startedAt;
  media.close();
  return { tookMs, firstMs };
}

/** Its finest peaks, decoded piece by piece, and as a whole, which needs it examined first. */
async function heardBothWays() {
  const heard = async (whole: boolean) => {
    const media = openMedia(chosen());
    if (whole) await media.examineVoice();
    const map = await media.soundMap();
    media.close();
    return { durationMs: map?.durationMs ?? null, peaks: [...(map?.levels[0]?.peaks ?? [])] };
  };
  return { byPieces: await heard(false), asAWhole: await heard(true) };
}

/** The same pictures and the same sound asked for twice: in which order they came, and what the second time took. */
async function again(count: number) {
  const media = openMedia(chosen());
  const look = async () => {
    const slots: number[] = [];
    const startedAt = performance.now();
    const drawn = await media.thumbnails({ count, heightPx: 90 }, ({ slot, picture }) => {
      if (picture.height === 90) slots.push(slot);
    });
    const map = await media.soundMap();
    return { slots, drawn, map, tookMs: performance.now() - startedAt };
  };
  const first = await look();
  const second = await look();
  media.close();
  return { first, second, sameMap: first.map === second.map, afterwards: await media.thumbnails({ count, heightPx: 90 }, () => undefined) };
}

/** A `<video>` seeked from place to place and drawn, which is how it is done without an engine. */
async function seeked(count: number) {
  const video = document.createElement('video');
  video.muted = true;
  video.preload = 'auto';
  const url = URL.createObjectURL(chosen());
  const happened = (event: string) => new Promise<void>((resolve) => video.addEventListener(event, () => resolve(), { once: true }));
  const startedAt = performance.now();
  video.src = url;
  await happened('loadeddata');
  const canvas = document.createElement('canvas');
  canvas.height = 90;
  canvas.width = 160;
  let firstMs: number | null = null;
  for (let index = 0; index < count; index += 1) {
    video.currentTime = (index * video.duration) / count;
    await happened('seeked');
    canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
    await createImageBitmap(canvas);
    firstMs ??= performance.now() - startedAt;
  }
  const tookMs = performance.now() - startedAt;
  video.removeAttribute('src');
  URL.revokeObjectURL(url);
  return { tookMs, firstMs };
}

/** Whether the mouth moved between two files of the server's; with a time after which the wait is given up. */
async function mouth(question: MouthQuestion, giveUpAfterMs?: number) {
  const giveUp = new AbortController();
  if (giveUpAfterMs !== undefined) setTimeout(() => giveUp.abort(), giveUpAfterMs);
  const startedAt = performance.now();
  const report = await measureMouth(question, giveUp.signal).catch(() => 'given up' as const);
  return { report, tookMs: performance.now() - startedAt };
}

const engine = { examined, heal, timed, heardBothWays, again, seeked, mouth };
export type Engine = typeof engine;

declare global {
  interface Window {
    engine: Engine;
  }
}

window.engine = engine;
