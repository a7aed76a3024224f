import 'server-only';
import { createHash } from 'node:crypto';
import { checkVoiceLimits, VOICE_LIMITS, type VoiceFacts } from '@/lib/domain/voice';
import { AppError } from '@/lib/server/http/app-error';
import type { MeasureVoice } from '@/lib/server/media/measurable-file';

/** Decodes the voice of a request strictly and measures it from its bytes; the browser's own measurements are not trusted. */

export interface DecodedVoice {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** @throws {AppError} `invalid-request` unless the text is bare, canonical Base64: the hashed bytes must equal the bytes that upstream decodes. */
export function decodeVoice(base64: string): DecodedVoice {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.byteLength === 0 || bytes.toString('base64') !== base64) {
    throw new AppError('invalid-request', 'voice.base64 is not bare Base64', {
      issues: [{ code: 'bad-field', field: 'voice.base64', reason: 'not-base64' }],
    });
  }
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/**
 * Measures the voice and checks it against upstream's limits and the browser's measurements.
 * @throws {AppError} `validation-failed` with the issues.
 */
export async function measureValidVoice(measure: MeasureVoice, bytes: Uint8Array, claimedDurationMs: number): Promise<VoiceFacts> {
  if (bytes.byteLength > VOICE_LIMITS.maxByteSize) {
    const { maxByteSize } = VOICE_LIMITS;
    throw voiceRejectedError([{ code: 'voice-too-large', severity: 'error', byteSize: bytes.byteLength, maxByteSize }]);
  }
  const facts = await measure(bytes);
  const findings = checkVoiceLimits(facts);
  if (findings.length > 0) throw voiceRejectedError(findings);
  const toleranceMs = VOICE_LIMITS.durationToleranceMs;
  if (Math.abs(facts.durationMs - claimedDurationMs) > toleranceMs) {
    throw voiceRejectedError([
      { code: 'voice-duration-differs', severity: 'error', claimedMs: claimedDurationMs, measuredMs: facts.durationMs, toleranceMs },
    ]);
  }
  return facts;
}

function voiceRejectedError(issues: NonNullable<AppError['issues']>): AppError {
  return new AppError('validation-failed', 'lip-sync does not take this voice', { issues });
}
