import { expect } from '@playwright/test';
import { AUDIO_RATE, decodeAudio, findAudio, getPeakBetween, videoPackets } from '../../fixtures/media';

/** Allowed deviation of the voice's position. */
const TOLERANCE_MS = 50;
/** Long enough for a unique match, short enough for a fast search. */
const SNIPPET_MS = 1_000;
/** Resampling causes ringing around a cut. */
const EDGE_MS = 60;
const SILENCE = 0.01;

export interface ExpectedVoice {
  readonly clip: string;
  readonly voice: string;
  readonly trimStartMs: number;
  readonly trimEndMs: number;
  readonly insertAtMs: number;
}

/** Asserts that the result contains the start and the end of the used voice part at the expected times, silence elsewhere, and the clip's video unchanged. */
export async function expectVoiceAt(result: string, { clip, voice, trimStartMs, trimEndMs, insertAtMs }: ExpectedVoice): Promise<void> {
  const [resultAudio, voiceAudio] = await Promise.all([decodeAudio(result), decodeAudio(voice)]);
  const sampleAt = (ms: number) => Math.round((ms * AUDIO_RATE) / 1000);
  const snippetAt = (ms: number) => voiceAudio.subarray(sampleAt(ms), sampleAt(ms + SNIPPET_MS));

  for (const fromMs of [trimStartMs, trimEndMs - SNIPPET_MS]) {
    const found = findAudio(snippetAt(fromMs), resultAudio);
    const wantedMs = insertAtMs + fromMs - trimStartMs;
    expect(found.correlation, `the voice from ${fromMs} ms is in the result`).toBeGreaterThan(0.8);
    expect(Math.abs(found.atMs - wantedMs), `found at ${found.atMs} ms, wanted at ${wantedMs} ms`).toBeLessThanOrEqual(TOLERANCE_MS);
  }
  const endMs = insertAtMs + trimEndMs - trimStartMs;
  expect(getPeakBetween(resultAudio, 0, insertAtMs - EDGE_MS), 'silent before the voice').toBeLessThan(SILENCE);
  expect(getPeakBetween(resultAudio, endMs + EDGE_MS, Number.MAX_SAFE_INTEGER), 'silent after the voice').toBeLessThan(SILENCE);
  expect(await videoPackets(result), 'the video is unchanged').toEqual(await videoPackets(clip));
}

/** Reads `0:04.200` as milliseconds. */
export function parseClockTime(shown: string): number {
  const [minutes, seconds] = shown.split(':').map(Number);
  if (minutes === undefined || seconds === undefined || Number.isNaN(minutes + seconds)) throw new Error(`not a time: ${shown}`);
  return Math.round(minutes * 60_000 + seconds * 1_000);
}
