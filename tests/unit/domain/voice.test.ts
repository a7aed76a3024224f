import { describe, expect, it } from 'vitest';
import { checkVoiceLimits, type VoiceFacts } from '@/lib/domain/voice';

const LEGAL: VoiceFacts = { kind: 'mp3', byteSize: 80_000, durationMs: 5000 };

describe('diagnoseVoice', () => {
  it.each<[string, Partial<VoiceFacts>]>([
    ['an MP3', {}],
    ['a WAV', { kind: 'wav' }],
    ['an M4A', { kind: 'm4a' }],
    ['exactly 2 s', { durationMs: 2000 }],
    ['exactly 60.0 s', { durationMs: 60_000 }],
    ['exactly 5 MB', { byteSize: 5_000_000 }],
  ])('diagnoseVoice accepts %s', (_, facts) => {
    expect(checkVoiceLimits({ ...LEGAL, ...facts })).toEqual([]);
  });

  it.each<[string, Partial<VoiceFacts>, unknown]>([
    ['another kind', { kind: 'other' }, { code: 'voice-kind', severity: 'error' }],
    [
      '1 byte over 5 MB',
      { byteSize: 5_000_001 },
      { code: 'voice-too-large', severity: 'error', byteSize: 5_000_001, maxByteSize: 5_000_000 },
    ],
    ['1.9 s', { durationMs: 1900 }, { code: 'voice-too-short', severity: 'error', durationMs: 1900, minDurationMs: 2000 }],
    ['1.999 s', { durationMs: 1999 }, { code: 'voice-too-short', severity: 'error', durationMs: 1999, minDurationMs: 2000 }],
    ['60.001 s', { durationMs: 60_001 }, { code: 'voice-too-long', severity: 'error', durationMs: 60_001, maxDurationMs: 60_000 }],
    ['61 s', { durationMs: 61_000 }, { code: 'voice-too-long', severity: 'error', durationMs: 61_000, maxDurationMs: 60_000 }],
  ])('diagnoseVoice rejects %s for that reason only, with its numbers', (_, facts, finding) => {
    expect(checkVoiceLimits({ ...LEGAL, ...facts })).toEqual([finding]);
  });
});
