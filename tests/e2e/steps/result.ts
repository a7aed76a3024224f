import { expect } from '@playwright/test';
import { decodeSound, findSound, peakBetween, picturePackets, SOUND_RATE } from '../../fixtures/media';

/** How far from its place a voice may begin. */
const TOLERANCE_MS = 50;
/** Long enough to be found at one place alone, short enough to be searched for quickly. */
const PIECE_MS = 1_000;
/** A resampler rings for a moment around a cut. */
const EDGE_MS = 60;
const SILENCE = 0.01;

export interface Laid {
  readonly clip: string;
  readonly voice: string;
  readonly trimStartMs: number;
  readonly trimEndMs: number;
  readonly insertAtMs: number;
}

/** Decodes a result and finds in it the beginning and the end of the part used, each at its place; the picture is the clip's own. */
export async function expectVoiceAt(result: string, { clip, voice, trimStartMs, trimEndMs, insertAtMs }: Laid): Promise<void> {
  const [heard, recorded] = await Promise.all([decodeSound(result), decodeSound(voice)]);
  const sampleAt = (ms: number) => Math.round((ms * SOUND_RATE) / 1000);
  const pieceAt = (ms: number) => recorded.subarray(sampleAt(ms), sampleAt(ms + PIECE_MS));

  for (const fromMs of [trimStartMs, trimEndMs - PIECE_MS]) {
    const found = findSound(pieceAt(fromMs), heard);
    const wantedMs = insertAtMs + fromMs - trimStartMs;
    expect(found.likeness, `the voice from ${fromMs} ms is in the result`).toBeGreaterThan(0.8);
    expect(Math.abs(found.atMs - wantedMs), `found at ${found.atMs} ms, wanted at ${wantedMs} ms`).toBeLessThanOrEqual(TOLERANCE_MS);
  }
  const endMs = insertAtMs + trimEndMs - trimStartMs;
  expect(peakBetween(heard, 0, insertAtMs - EDGE_MS), 'silent before the voice').toBeLessThan(SILENCE);
  expect(peakBetween(heard, endMs + EDGE_MS, Number.MAX_SAFE_INTEGER), 'silent after the voice').toBeLessThan(SILENCE);
  expect(await picturePackets(result), 'the picture is untouched').toEqual(await picturePackets(clip));
}

/** Reads `0:04.200` as milliseconds. */
export function msOf(shown: string): number {
  const [minutes, seconds] = shown.split(':').map(Number);
  if (minutes === undefined || seconds === undefined || Number.isNaN(minutes + seconds)) throw new Error(`not a time: ${shown}`);
  return Math.round(minutes * 60_000 + seconds * 1_000);
}
