import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findVoiceConversions, type ProbedVoice, planVoice } from '@/lib/domain/conversion/voice-plan';
import { createTimeRange, getLengthMs } from '@/lib/domain/time';
import type { VoiceFacts } from '@/lib/domain/voice';
import { propertyOptions } from '../property-options';

const LEGAL_VOICE: ProbedVoice = {
  kind: 'mp3',
  byteSize: 480_000,
  durationMs: 20_000,
  formatName: 'MP3',
  audioCodec: 'mp3',
  canDecode: true,
  sampleRateHz: 44_100,
  channels: 1,
  hasVideo: false,
};

function voice(changes: Partial<ProbedVoice>): ProbedVoice {
  return { ...LEGAL_VOICE, ...changes };
}

/** Upstream's limits written from its specification, and the size of a request. */
function isLegal(facts: VoiceFacts): boolean {
  return facts.kind !== 'other' && facts.byteSize <= 5_000_000 && facts.durationMs >= 2_000 && facts.durationMs <= 60_000;
}

const anyVoice: fc.Arbitrary<ProbedVoice> = fc
  .record({
    kind: fc.constantFrom('mp3', 'wav', 'm4a', 'other'),
    byteSize: fc.oneof(fc.integer({ min: 100, max: 8_000_000 }), fc.integer({ min: 100, max: 4_000_000_000 })),
    durationMs: fc.oneof(fc.integer({ min: 100, max: 130_000 }), fc.constantFrom(1_999, 2_000, 60_000, 60_001, 7_200_000)),
    canDecode: fc.boolean(),
    sampleRateHz: fc.constantFrom(8_000, 16_000, 22_050, 32_000, 44_100, 48_000, 96_000, 192_000),
    channels: fc.integer({ min: 1, max: 8 }),
    hasVideo: fc.boolean(),
  })
  .map((facts) => voice(facts));

const anyOptions = fc.record({
  part: fc.option(
    fc.tuple(fc.nat(200_000), fc.integer({ min: 1, max: 100_000 })).map(([start, length]) => createTimeRange(start, start + length)),
    { nil: undefined },
  ),
  gainDb: fc.constantFrom(0, 0, 12),
});

describe('planVoice', () => {
  it('planVoice predicts a legal voice within the request size or returns "impossible"', () => {
    fc.assert(
      fc.property(anyVoice, anyOptions, (facts, options) => {
        const plan = planVoice(facts, options);
        if (plan.kind === 'impossible') {
          expect(plan.reasons.length).toBeGreaterThan(0);
          return;
        }
        const predicted = plan.kind === 'as-is' ? facts : plan.predicted;
        expect(isLegal(predicted), JSON.stringify(plan)).toBe(true);
        if (plan.kind === 'encode' || facts.canDecode) expect(predicted.byteSize).toBeLessThanOrEqual(3_000_000);
      }),
      propertyOptions(3000),
    );
  });

  it('planVoice leaves a legal, small voice unchanged unless a part or a gain is requested', () => {
    fc.assert(
      fc.property(anyVoice, (facts) => {
        if (!isLegal(facts) || facts.byteSize > 3_000_000) return;
        expect(planVoice(facts).kind).toBe('as-is');
        expect(planVoice(facts, { part: createTimeRange(0, facts.durationMs) }).kind).toBe('as-is');
      }),
      propertyOptions(2000),
    );
  });

  it('planVoice never encodes MP3 below 128 kbit/s, and takes the requested part', () => {
    fc.assert(
      fc.property(anyVoice, anyOptions, (facts, options) => {
        const plan = planVoice(facts, options);
        if (plan.kind !== 'encode') return;
        if (plan.format === 'mp3') expect(plan.bitsPerSecond).toBeGreaterThanOrEqual(128_000);
        expect(plan.part.endMs).toBeLessThanOrEqual(facts.durationMs);
        expect(getLengthMs(plan.part)).toBeLessThanOrEqual(59_900);
        if (
          options.part &&
          options.part.endMs <= facts.durationMs &&
          getLengthMs(options.part) >= 2_100 &&
          getLengthMs(options.part) <= 59_900
        ) {
          expect(plan.part).toEqual(options.part);
        }
      }),
      propertyOptions(3000),
    );
  });

  it.each([
    ['a 40 MB WAV', { kind: 'wav' as const, byteSize: 40_000_000, durationMs: 226_000 }, 'mp3', ['cut', 'shrink']],
    ['a short FLAC', { kind: 'other' as const, durationMs: 5_000 }, 'wav', ['transcode']],
    ['the audio of a video', { kind: 'other' as const, hasVideo: true }, 'mp3', ['extract-audio']],
    ['a heavy MP3', { byteSize: 4_000_000, durationMs: 59_000 }, 'mp3', ['shrink']],
  ])('planVoice converts %s to the smallest format without audible loss', (_, changes, format, steps) => {
    expect(planVoice(voice(changes))).toMatchObject({ kind: 'encode', format, steps: steps });
  });

  it('planVoice returns "impossible" with the reason for an undecodable voice', () => {
    const plan = planVoice(voice({ kind: 'other', canDecode: false }));
    expect(plan.kind === 'impossible' && plan.reasons.map(({ code }) => code)).toContain('voice-undecodable');
    expect(planVoice(voice({ durationMs: 1_500 })).kind).toBe('impossible');
  });

  it('planVoice applies a gain to a legal voice only on request', () => {
    expect(planVoice(voice({}), { gainDb: 9 })).toMatchObject({ kind: 'encode', gainDb: 9, steps: [] });
  });
});

describe('findVoiceConversions', () => {
  it('findVoiceConversions warns about a legal voice that is too large for a request', () => {
    expect(findVoiceConversions(voice({ byteSize: 3_000_001 }))).toEqual([
      { finding: { code: 'voice-heavy', severity: 'warning', byteSize: 3_000_001, maxByteSize: 3_000_000 }, step: 'shrink' },
    ]);
  });
});
