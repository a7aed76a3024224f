import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Placement } from '@/lib/domain/placement';
import { correctDrift, getClipCue, getLoopRange, getVoiceCue } from '@/lib/domain/playback/preview-schedule';
import { runs } from '../property-runs';

const CLIP_MS = 10_000;
const VOICE_MS = 6_000;
const placed: Placement = { trimStartMs: 600, trimEndMs: 5_400, insertAtMs: 2_400, voiceVolume: 1, originalVolume: 0 };

describe('the voice', () => {
  it.each([
    ['before it, waits for its place', 0, { delayMs: 2_400, offsetMs: 600, lengthMs: 4_800 }],
    ['at its place, begins at once', 2_400, { delayMs: 0, offsetMs: 600, lengthMs: 4_800 }],
    ['within it, begins in the middle', 4_000, { delayMs: 0, offsetMs: 2_200, lengthMs: 3_200 }],
    ['at its end, is over', 7_200, null],
    ['after it, is over', 9_000, null],
  ])('when played from %s', (_where, fromMs, cue) => {
    expect(getVoiceCue(placed, VOICE_MS, CLIP_MS, fromMs)).toEqual(cue);
  });

  it('is at the same moment of the clip wherever one begins', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7_199 }), (fromMs) => {
        const cue = getVoiceCue(placed, VOICE_MS, CLIP_MS, fromMs);
        expect(cue && fromMs + cue.delayMs - cue.offsetMs).toBe(placed.insertAtMs - placed.trimStartMs);
        expect(cue && cue.offsetMs + cue.lengthMs).toBe(placed.trimEndMs);
      }),
      runs(200),
    );
  });

  it('is never heard beyond the clip, nor beyond the recording', () => {
    expect(getVoiceCue({ ...placed, insertAtMs: 8_000 }, VOICE_MS, CLIP_MS, 0)).toMatchObject({ lengthMs: 2_000 });
    expect(getVoiceCue({ ...placed, trimEndMs: 9_000 }, VOICE_MS, CLIP_MS, 0)).toMatchObject({ lengthMs: 5_400 });
  });

  it.each([
    [{ ...placed, trimEndMs: 600 }],
    [{ ...placed, trimEndMs: 0 }],
    [{ ...placed, insertAtMs: Number.NaN }],
    [{ ...placed, insertAtMs: 20_000 }],
  ])('that makes no sense is not heard: %j', (placement) => {
    expect(getVoiceCue(placement, VOICE_MS, CLIP_MS, 0)).toBeNull();
  });

  it('that starts before the clip is heard from the clip’s beginning on', () => {
    expect(getVoiceCue({ ...placed, insertAtMs: -1_000 }, VOICE_MS, CLIP_MS, 0)).toEqual({ delayMs: 0, offsetMs: 1_600, lengthMs: 3_800 });
  });
});

it('the clip’s own sound begins with it and ends with it', () => {
  expect(getClipCue(12_000, CLIP_MS, 4_000)).toEqual({ delayMs: 0, offsetMs: 4_000, lengthMs: 6_000 });
  expect(getClipCue(3_000, CLIP_MS, 4_000)).toBeNull();
});

describe('the picture', () => {
  it('is left alone while it is in time', () => {
    for (const driftMs of [-20, 0, 20]) expect(correctDrift(driftMs)).toEqual({ kind: 'rate', rate: 1 });
  });

  it('slows down when it is ahead, hurries when it is behind, and never so that one sees it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 21, max: 250 }), (driftMs) => {
        const [ahead, behind] = [correctDrift(driftMs), correctDrift(-driftMs)];
        if (ahead.kind !== 'rate' || behind.kind !== 'rate') throw new Error('it can still catch up');
        expect(ahead.rate).toBeLessThan(1);
        expect(behind.rate).toBeGreaterThan(1);
        expect(Math.abs(ahead.rate - 1)).toBeLessThanOrEqual(0.12);
      }),
      runs(100),
    );
  });

  it.each([251, -251, Number.NaN, Number.POSITIVE_INFINITY])('that is lost (%d ms) is put where it belongs', (driftMs) => {
    expect(correctDrift(driftMs)).toEqual({ kind: 'seek' });
  });
});

describe('Loop', () => {
  it('repeats the voice with a second around it, within the clip', () => {
    expect(getLoopRange(placed, CLIP_MS)).toEqual({ startMs: 1_400, endMs: 8_200 });
    expect(getLoopRange({ ...placed, insertAtMs: 300 }, 5_000)).toEqual({ startMs: 0, endMs: 5_000 });
  });

  it('repeats the whole clip while there is no voice, or none within it', () => {
    expect(getLoopRange(null, CLIP_MS)).toEqual({ startMs: 0, endMs: CLIP_MS });
    expect(getLoopRange({ ...placed, insertAtMs: 30_000 }, CLIP_MS)).toEqual({ startMs: 0, endMs: CLIP_MS });
  });
});
