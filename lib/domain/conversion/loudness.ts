/** Whether a voice can be heard as it should, and the one gain that would help. Pure: levels in, a verdict out. */

import { clamp, type Milliseconds } from '@/lib/domain/time';

/** How loud a stretch of sound is, in dB; 0 is the loudest that a file of whole numbers can hold; one of fractions may lie above. */
export interface Loudness {
  readonly peakDb: number;
  /** What all but the very loudest moments stay below: a knock at the microphone does not count. */
  readonly typicalPeakDb: number;
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
const MIN_SPEECH_DB = -36;
const MIN_PEAK_DB = -60;
/** Below this a file holds nothing but its own noise: no gain brings a voice out of it. */
const MIN_RECOVERABLE_PEAK_DB = -84;
/** Room to the limit that a gain leaves, for encoders overshoot between samples. */
const MAX_PEAK_DB = -1;
/** What was cut off at the limit gets more of it: its flat tops overshoot most. */
const MAX_CLIPPED_PEAK_DB = -3;
const MAX_GAIN_DB = 40;
/** A gain that nobody would hear is not offered. */
const MIN_GAIN_DB = 3;
const MIN_ATTENUATION_DB = 1;
const MAX_CLIPPED_SHARE = 0.0002;

export function judgeLoudness(loudness: Loudness): LoudnessVerdict {
  const { peakDb, speechDb, clippedShare } = loudness;
  if (!(peakDb > MIN_PEAK_DB)) {
    return {
      findings: [{ code: 'voice-silent', severity: 'warning' }],
      suggestedGainDb: peakDb > MIN_RECOVERABLE_PEAK_DB ? getGainDb(loudness) : 0,
    };
  }
  const findings: LoudnessFinding[] = [];
  if (speechDb < MIN_SPEECH_DB) findings.push({ code: 'voice-quiet', severity: 'warning', speechDb });
  if (clippedShare > MAX_CLIPPED_SHARE) findings.push({ code: 'voice-clipped', severity: 'warning', clippedShare });
  return {
    findings,
    suggestedGainDb: speechDb >= MIN_SPEECH_DB && clippedShare > MAX_CLIPPED_SHARE ? getAttenuationDb(peakDb) : getGainDb(loudness),
  };
}

/** As loud as speech usually is, as far as its usual peaks allow; what still stands out is bent when the gain is applied, never cut off. */
function getGainDb({ typicalPeakDb, speechDb }: Loudness): number {
  const gainDb = clamp(Math.min(SPEECH_TARGET_DB - speechDb, MAX_PEAK_DB - typicalPeakDb), 0, MAX_GAIN_DB);
  return gainDb < MIN_GAIN_DB ? 0 : roundToTenth(gainDb);
}

/** Brings what lies above the limit back below it, and keeps what was cut off there before from growing worse on its way. */
function getAttenuationDb(peakDb: number): number {
  const attenuationDb = peakDb - MAX_CLIPPED_PEAK_DB;
  return attenuationDb < MIN_ATTENUATION_DB ? 0 : -roundToTenth(attenuationDb);
}

const roundToTenth = (db: number) => Math.round(db * 10) / 10;
