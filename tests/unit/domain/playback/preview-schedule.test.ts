import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Placement } from '@/lib/domain/placement';
import { correctDrift, getClipCue, getLoopRange, getVoiceCue } from '@/lib/domain/playback/preview-schedule';
import { propertyOptions } from '../property-options';

const CLIP_MS = 10_000;
const VOICE_MS = 6_000;
const placed: Placement = { trimStartMs: 600, trimEndMs: 5_400, insertAtMs: 2_400, voiceVolume: 1, originalVolume: 0 };

describe('getVoiceCue', () => {
  it.each([
    ['before the voice returns a delay', 0, { delayMs: 2_400, offsetMs: 600, lengthMs: 4_800 }],
    ['the start of the voice returns no delay', 2_400, { delayMs: 0, offsetMs: 600, lengthMs: 4_800 }],
    ['within the voice returns an offset', 4_000, { delayMs: 0, offsetMs: 2_200, lengthMs: 3_200 }],
    ['the end of the voice returns null', 7_200, null],
    ['after the voice returns null', 9_000, null],
  ])('getVoiceCue from %s', (_where, fromMs, cue) => {
    expect(getVoiceCue(placed, VOICE_MS, CLIP_MS, fromMs)).toEqual(cue);
  });

  it('getVoiceCue plays each sample at the same clip time from any start', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7_199 }), (fromMs) => {
        const cue = getVoiceCue(placed, VOICE_MS, CLIP_MS, fromMs);
        expect(cue && fromMs + cue.delayMs - cue.offsetMs).toBe(placed.insertAtMs - placed.trimStartMs);
        expect(cue && cue.offsetMs + cue.lengthMs).toBe(placed.trimEndMs);
      }),
      propertyOptions(200),
    );
  });

  it('getVoiceCue ends with the clip and with the recording', () => {
    expect(getVoiceCue({ ...placed, insertAtMs: 8_000 }, VOICE_MS, CLIP_MS, 0)).toMatchObject({ lengthMs: 2_000 });
    expect(getVoiceCue({ ...placed, trimEndMs: 9_000 }, VOICE_MS, CLIP_MS, 0)).toMatchObject({ lengthMs: 5_400 });
  });

  it.each([
    [{ ...placed, trimEndMs: 600 }],
    [{ ...placed, trimEndMs: 0 }],
    [{ ...placed, insertAtMs: Number.NaN }],
    [{ ...placed, insertAtMs: 20_000 }],
  ])('getVoiceCue returns null for an invalid placement: %j', (placement) => {
    expect(getVoiceCue(placement, VOICE_MS, CLIP_MS, 0)).toBeNull();
  });

  it('getVoiceCue of a voice that starts before the clip starts with the clip', () => {
    expect(getVoiceCue({ ...placed, insertAtMs: -1_000 }, VOICE_MS, CLIP_MS, 0)).toEqual({ delayMs: 0, offsetMs: 1_600, lengthMs: 3_800 });
  });
});

it('getClipCue starts and ends with the clip', () => {
  expect(getClipCue(12_000, CLIP_MS, 4_000)).toEqual({ delayMs: 0, offsetMs: 4_000, lengthMs: 6_000 });
  expect(getClipCue(3_000, CLIP_MS, 4_000)).toBeNull();
});

describe('correctDrift', () => {
  it('correctDrift ignores a small drift', () => {
    for (const driftMs of [-20, 0, 20]) expect(correctDrift(driftMs)).toEqual({ kind: 'rate', rate: 1 });
  });

  it('correctDrift slows a video that is ahead and speeds up one that is behind, within 12 %', () => {
    fc.assert(
      fc.property(fc.integer({ min: 21, max: 250 }), (driftMs) => {
        const [ahead, behind] = [correctDrift(driftMs), correctDrift(-driftMs)];
        if (ahead.kind !== 'rate' || behind.kind !== 'rate') throw new Error('expected a rate correction');
        expect(ahead.rate).toBeLessThan(1);
        expect(behind.rate).toBeGreaterThan(1);
        expect(Math.abs(ahead.rate - 1)).toBeLessThanOrEqual(0.12);
      }),
      propertyOptions(100),
    );
  });

  it.each([251, -251, Number.NaN, Number.POSITIVE_INFINITY])('correctDrift seeks at a drift of %d ms', (driftMs) => {
    expect(correctDrift(driftMs)).toEqual({ kind: 'seek' });
  });
});

describe('getLoopRange', () => {
  it('getLoopRange returns the voice with a margin of a second, within the clip', () => {
    expect(getLoopRange(placed, CLIP_MS)).toEqual({ startMs: 1_400, endMs: 8_200 });
    expect(getLoopRange({ ...placed, insertAtMs: 300 }, 5_000)).toEqual({ startMs: 0, endMs: 5_000 });
  });

  it('getLoopRange returns the whole clip without a voice inside it', () => {
    expect(getLoopRange(null, CLIP_MS)).toEqual({ startMs: 0, endMs: CLIP_MS });
    expect(getLoopRange({ ...placed, insertAtMs: 30_000 }, CLIP_MS)).toEqual({ startMs: 0, endMs: CLIP_MS });
  });
});
