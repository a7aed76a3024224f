/** Upstream's limits for a voice recording, and the check against them. */

import type { Milliseconds } from './time';

/** Limits of `sound_file` (specification); MB is 1,000,000 bytes. */
export const VOICE_LIMITS = {
  maxByteSize: 5_000_000,
  minDurationMs: 2_000,
  maxDurationMs: 60_000,
  /** Tolerated difference between the browser's and the server's measurement of a file's length. */
  durationToleranceMs: 100,
} as const;

export type VoiceKind = 'mp3' | 'wav' | 'm4a' | 'other';

export interface VoiceFacts {
  readonly kind: VoiceKind;
  readonly byteSize: number;
  readonly durationMs: Milliseconds;
}

export type VoiceFinding =
  | { readonly code: 'voice-kind'; readonly severity: 'error' }
  | { readonly code: 'voice-too-large'; readonly severity: 'error'; readonly byteSize: number; readonly maxByteSize: number }
  | {
      readonly code: 'voice-too-short';
      readonly severity: 'error';
      readonly durationMs: Milliseconds;
      readonly minDurationMs: Milliseconds;
    }
  | {
      readonly code: 'voice-too-long';
      readonly severity: 'error';
      readonly durationMs: Milliseconds;
      readonly maxDurationMs: Milliseconds;
    };

/** Checks a voice against upstream's limits, all bounds inclusive. An empty list means legal. */
export function checkVoiceLimits(facts: VoiceFacts): VoiceFinding[] {
  const { byteSize, durationMs } = facts;
  const findings: VoiceFinding[] = [];
  if (facts.kind === 'other') findings.push({ code: 'voice-kind', severity: 'error' });
  if (byteSize > VOICE_LIMITS.maxByteSize) {
    findings.push({ code: 'voice-too-large', severity: 'error', byteSize, maxByteSize: VOICE_LIMITS.maxByteSize });
  }
  if (durationMs < VOICE_LIMITS.minDurationMs) {
    findings.push({ code: 'voice-too-short', severity: 'error', durationMs, minDurationMs: VOICE_LIMITS.minDurationMs });
  }
  if (durationMs > VOICE_LIMITS.maxDurationMs) {
    findings.push({ code: 'voice-too-long', severity: 'error', durationMs, maxDurationMs: VOICE_LIMITS.maxDurationMs });
  }
  return findings;
}
