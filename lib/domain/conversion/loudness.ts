/** Judges the loudness of a voice and the one gain that would improve it. */

import { clamp, type Milliseconds } from '@/lib/domain/time';

/** The loudness of a stretch of audio in dB. 0 is full scale for integer samples; floating-point samples can exceed it. */
export interface Loudness {
  readonly peakDb: number;
  /** A level below which nearly all peaks stay, so that a single knock on the microphone does not count. */
  readonly typicalPeakDb: number;
  /** The level without pauses. */
  readonly speechDb: number;
  /** The share of samples at full scale, 0 to 1. */
  readonly clippedShare: number;
  readonly measuredMs: Milliseconds;
}

export type LoudnessFinding =
  | { readonly code: 'voice-silent'; readonly severity: 'warning' }
  | { readonly code: 'voice-quiet'; readonly severity: 'warning'; readonly speechDb: number }
  | { readonly code: 'voice-clipped'; readonly severity: 'warning'; readonly clippedShare: number };

export interface LoudnessVerdict {
  readonly findings: readonly LoudnessFinding[];
  /** The gain that the *Louder* button applies; negative is softer, 0 means no suggestion. */
  readonly suggestedGainDb: number;
}

/** Target level of speech (broadcast speech is near -23, speech on the web near -18). */
const SPEECH_TARGET_DB = -20;
const MIN_SPEECH_DB = -36;
const MIN_PEAK_DB = -60;
/** Below this peak a file contains only noise, and no gain recovers a voice. */
const MIN_RECOVERABLE_PEAK_DB = -84;
/** Headroom after a gain, because encoders overshoot between samples. */
const MAX_PEAK_DB = -1;
/** Clipped audio gets more headroom, because its flat tops overshoot most. */
const MAX_CLIPPED_PEAK_DB = -3;
const MAX_GAIN_DB = 40;
/** Smaller gains are inaudible and are not suggested. */
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

/** The gain to the usual loudness of speech, limited by the typical peak. `applyGain` compresses higher peaks instead of clipping them. */
function getGainDb({ typicalPeakDb, speechDb }: Loudness): number {
  const gainDb = clamp(Math.min(SPEECH_TARGET_DB - speechDb, MAX_PEAK_DB - typicalPeakDb), 0, MAX_GAIN_DB);
  return gainDb < MIN_GAIN_DB ? 0 : roundToTenth(gainDb);
}

/** The attenuation that brings peaks above full scale back below it and leaves headroom for clipped samples. */
function getAttenuationDb(peakDb: number): number {
  const attenuationDb = peakDb - MAX_CLIPPED_PEAK_DB;
  return attenuationDb < MIN_ATTENUATION_DB ? 0 : -roundToTenth(attenuationDb);
}

const roundToTenth = (db: number) => Math.round(db * 10) / 10;
