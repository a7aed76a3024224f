import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeLoudness, type Loudness } from '@/lib/domain/conversion/loudness';
import { propertyOptions } from '../property-options';

function createLoudness(peakDb: number, speechDb: number, change: Partial<Loudness> = {}): Loudness {
  return { peakDb, typicalPeakDb: peakDb, speechDb, clippedShare: 0, measuredMs: 10_000, ...change };
}

const getCodes = (loudness: Loudness) => judgeLoudness(loudness).findings.map(({ code }) => code);

describe('judgeLoudness', () => {
  it('judgeLoudness suggests nothing for a normal voice', () => {
    expect(judgeLoudness(createLoudness(-4, -21))).toEqual({ findings: [], suggestedGainDb: 0 });
  });

  it("judgeLoudness suggests the gain that a quiet voice's typical peaks allow", () => {
    expect(judgeLoudness(createLoudness(-25, -42))).toEqual({
      findings: [{ code: 'voice-quiet', severity: 'warning', speechDb: -42 }],
      suggestedGainDb: 22,
    });
    expect(judgeLoudness(createLoudness(-13, -42)).suggestedGainDb).toBe(12);
  });

  it('judgeLoudness ignores a single knock on the microphone of a quiet voice', () => {
    expect(judgeLoudness(createLoudness(-2, -42, { typicalPeakDb: -25 })).suggestedGainDb).toBe(22);
  });

  it('judgeLoudness suggests a gain for near silence but none for silence', () => {
    expect(judgeLoudness(createLoudness(-65, -80))).toEqual({
      findings: [{ code: 'voice-silent', severity: 'warning' }],
      suggestedGainDb: 40,
    });
    expect(judgeLoudness(createLoudness(-96, -110))).toEqual({
      findings: [{ code: 'voice-silent', severity: 'warning' }],
      suggestedGainDb: 0,
    });
    expect(judgeLoudness(createLoudness(Number.NaN, Number.NaN))).toMatchObject({ suggestedGainDb: 0 });
  });

  it('judgeLoudness suggests an attenuation for a clipped voice', () => {
    expect(getCodes(createLoudness(0, -12, { clippedShare: 0.01 }))).toEqual(['voice-clipped']);
    expect(judgeLoudness(createLoudness(0, -12, { clippedShare: 0.01 })).suggestedGainDb).toBe(-3);
    // Floating-point samples above full scale are not clipped, so an attenuation restores them.
    expect(judgeLoudness(createLoudness(2.4, -10, { clippedShare: 0.01 })).suggestedGainDb).toBe(-5.4);
  });

  it('judgeLoudness never suggests a gain that brings typical peaks above the limit', () => {
    const db = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(db(-120, 6), db(0, 60), db(0, 30), db(0, 0.1), (peakDb, crest, knock, clippedShare) => {
        const loudness = createLoudness(peakDb, peakDb - knock - crest, { typicalPeakDb: peakDb - knock, clippedShare });
        const { findings, suggestedGainDb } = judgeLoudness(loudness);
        expect(Math.abs(suggestedGainDb)).toBeLessThanOrEqual(40);
        if (suggestedGainDb > 0) expect(loudness.typicalPeakDb + suggestedGainDb).toBeLessThanOrEqual(-0.9);
        if (suggestedGainDb < 0) expect(findings.map(({ code }) => code)).toEqual(['voice-clipped']);
        if (suggestedGainDb < 0) expect(peakDb + suggestedGainDb).toBeCloseTo(-3, 0);
      }),
      propertyOptions(500),
    );
  });
});
