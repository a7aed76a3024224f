/** Whether a voice can be heard as it should, and the one gain that would help. Pure: levels in, a verdict out. */

import { clamp, type Milliseconds } from './time';

/** How loud a stretch of sound is, in dB; 0 is the loudest that a file of whole numbers can hold; one of fractions may lie above. */
export interface Loudness {
  readonly peakDb: number;
  /** What all but the very loudest moments stay below: a knock at the microphone does not count. */
  readonly usualPeakDb: number;
  /** The level while something is heard: pauses do not count. */
  readonly speechDb: number;
  /** The share of samples that lie flat against the limit, 0 to 1. */
  readonly clippedShare: number;
  /** The time that was measured. */
  readonly measuredMs: Milliseconds;
}

export type LoudnessFinding =
  | { readonly code: 'voice-silent'; readonly severity: 'warning' }
  | { readonly code: 'voice-quiet'; readonly severity: 'warning'; readonly speechDb: number }
  | { readonly code: 'voice-clipped'; readonly severity: 'warning'; readonly clippedShare: number };

export interface LoudnessVerdict {
  readonly findings: readonly LoudnessFinding[];
  /** What one press makes it louder by, negative for softer; 0 where that would help nobody. */
  readonly suggestedGainDb: number;
}

/** Where speech sits in what is made for listening (broadcast speech lies near -23, talk on the web near -18). */
const SPEECH_TARGET_DB = -20;
const QUIET_BELOW_DB = -36;
const SILENT_BELOW_DB = -60;
/** Below this a file holds nothing but its own noise: no gain brings a voice out of it. */
const NOTHING_BELOW_DB = -84;
/** Room to the limit that a gain leaves, for encoders overshoot between samples. */
const PEAK_CEILING_DB = -1;
/** What was cut off at the limit gets more of it: its flat tops overshoot most. */
const CLIPPED_CEILING_DB = -3;
const MOST_GAIN_DB = 40;
/** A gain that nobody would hear is not offered. */
const LEAST_GAIN_DB = 3;
const LEAST_CUT_DB = 1;
const CLIPPED_ABOVE_SHARE = 0.0002;

export function judgeLoudness(loudness: Loudness): LoudnessVerdict {
  const { peakDb, speechDb, clippedShare } = loudness;
  if (!(peakDb > SILENT_BELOW_DB)) {
    return {
      findings: [{ code: 'voice-silent', severity: 'warning' }],
      suggestedGainDb: peakDb > NOTHING_BELOW_DB ? louderBy(loudness) : 0,
    };
  }
  const findings: LoudnessFinding[] = [];
  if (speechDb < QUIET_BELOW_DB) findings.push({ code: 'voice-quiet', severity: 'warning', speechDb });
  if (clippedShare > CLIPPED_ABOVE_SHARE) findings.push({ code: 'voice-clipped', severity: 'warning', clippedShare });
  return {
    findings,
    suggestedGainDb: speechDb >= QUIET_BELOW_DB && clippedShare > CLIPPED_ABOVE_SHARE ? softerBy(peakDb) : louderBy(loudness),
  };
}

/** As loud as speech usually is, as far as its usual peaks allow; what still stands out is bent when the gain is applied, never cut off. */
function louderBy({ usualPeakDb, speechDb }: Loudness): number {
  const gainDb = clamp(Math.min(SPEECH_TARGET_DB - speechDb, PEAK_CEILING_DB - usualPeakDb), 0, MOST_GAIN_DB);
  return gainDb < LEAST_GAIN_DB ? 0 : rounded(gainDb);
}

/** Brings what lies above the limit back below it, and keeps what was cut off there before from growing worse on its way. */
function softerBy(peakDb: number): number {
  const cutDb = peakDb - CLIPPED_CEILING_DB;
  return cutDb < LEAST_CUT_DB ? 0 : -rounded(cutDb);
}

const rounded = (db: number) => Math.round(db * 10) / 10;
