import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLegal, type Placement, type PlacementContext } from '@/lib/domain/placement';
import { createTimeRange } from '@/lib/domain/time';
import { checkVideoLimits, type VideoFacts } from '@/lib/domain/video';
import { checkVoiceLimits, type VoiceFacts } from '@/lib/domain/voice';
import { Rejection } from '@/lib/simulator/responses';
import { checkChoice, checkVideo, checkVoice, decodeVoice, parseCreateBody } from '@/lib/simulator/rules';
import { propertyOptions } from '../domain/property-options';

/** Both sides of a bound, more often than anything else. */
const nearBounds = (...bounds: readonly number[]) =>
  fc.oneof(
    fc.constantFrom(...bounds.flatMap((bound) => [bound - 1, bound, bound + 1])),
    fc.integer({ min: 0, max: Math.max(...bounds) + 500 }),
  );

function isAccepted(check: () => void): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof Rejection) return false;
    throw error;
  }
}

describe('what the simulator refuses, stated apart from the rules of the app', () => {
  it('the simulator’s placement rules agree with the app’s', () => {
    const cases = fc
      .record({
        videoMs: nearBounds(2_000, 9_000, 60_000),
        voiceMs: nearBounds(2_000, 5_000, 60_000),
        window: fc.tuple(nearBounds(500, 2_000), nearBounds(2_500, 8_504)),
        trimStartMs: nearBounds(0, 1_000),
        trimEndMs: nearBounds(2_000, 3_000, 5_000),
        insertAtMs: nearBounds(0, 500, 4_000, 7_000),
        voiceVolume: fc.constantFrom(0, 1, 2, -0.01, 2.01),
        originalVolume: fc.constantFrom(0, 1, 2, -0.01, 2.01),
      })
      .filter(
        ({ videoMs, voiceMs, window: [startMs, endMs] }) =>
          videoMs >= 0 && voiceMs >= 2_000 && voiceMs <= 60_000 && startMs >= 0 && startMs <= endMs,
      );
    fc.assert(
      fc.property(cases, ({ videoMs, voiceMs, window: [startMs, endMs], ...placement }) => {
        const context: PlacementContext = {
          face: { window: createTimeRange(startMs, endMs) },
          video: { durationMs: videoMs },
          voice: { durationMs: voiceMs },
        };
        const accepted = isAccepted(() => {
          const [choice] = parseCreateBody(createBody(placement)).face_choose;
          if (choice !== undefined) checkChoice(choice, { voiceMs, videoMs, window: { startMs, endMs } });
        });
        expect(accepted).toBe(isLegal(placement, context));
      }),
      propertyOptions(3_000),
    );
  });

  it('the simulator’s video limits agree with the app’s', () => {
    const facts = fc.record<VideoFacts>({
      container: fc.constantFrom('mp4', 'mov', 'other'),
      byteSize: nearBounds(100_000_000),
      durationMs: nearBounds(2_000, 60_000),
      widthPx: fc.oneof(fc.constant(0), nearBounds(512, 2_160)),
      heightPx: fc.oneof(fc.constant(0), nearBounds(512, 2_160)),
      hasSound: fc.boolean(),
    });
    fc.assert(
      fc.property(facts, (video) => {
        const legal = checkVideoLimits(video).every(({ severity }) => severity !== 'error');
        expect(isAccepted(() => checkVideo(video))).toBe(legal);
      }),
      propertyOptions(2_000),
    );
  });

  it('the simulator’s voice limits agree with the app’s', () => {
    const facts = fc.record<VoiceFacts>({
      kind: fc.constantFrom('mp3', 'wav', 'm4a', 'other'),
      byteSize: nearBounds(5_000_000),
      durationMs: nearBounds(2_000, 60_000),
    });
    fc.assert(
      fc.property(facts, (voice) => {
        const legal = checkVoiceLimits(voice).every(({ severity }) => severity !== 'error');
        expect(isAccepted(() => checkVoice(voice))).toBe(legal);
      }),
      propertyOptions(1_000),
    );
  });
});

function createBody(placement: Placement) {
  return {
    session_id: '1',
    face_choose: [
      {
        face_id: 0,
        sound_file: 'AAAA',
        sound_start_time: placement.trimStartMs,
        sound_end_time: placement.trimEndMs,
        sound_insert_time: placement.insertAtMs,
        sound_volume: placement.voiceVolume,
        original_audio_volume: placement.originalVolume,
      },
    ],
  };
}

describe('the body of a create call', () => {
  const legal = createBody({ trimStartMs: 0, trimEndMs: 2_000, insertAtMs: 0, voiceVolume: 1, originalVolume: 1 });
  const [choice] = legal.face_choose;

  it('parseCreateBody defaults both volumes to 1 and ignores unknown fields', () => {
    const { sound_volume: _, original_audio_volume: __, ...withoutVolumes } = { ...choice };
    const parsed = parseCreateBody({
      ...legal,
      callback_url: 'https://example.com',
      face_choose: [{ ...withoutVolumes, emotion: 'calm' }],
    });
    expect(parsed.face_choose[0]).toMatchObject({ face_id: '0', sound_volume: 1, original_audio_volume: 1 });
  });

  it.each([
    ['no face', { ...legal, face_choose: [] }, 'face_choose'],
    ['two faces', { ...legal, face_choose: [choice, choice] }, 'face_choose'],
    ['no session', { face_choose: [choice] }, 'session_id'],
    ['a fraction of a millisecond', { ...legal, face_choose: [{ ...choice, sound_end_time: 2_000.5 }] }, 'face_choose[0].sound_end_time'],
    ['a time as text', { ...legal, face_choose: [{ ...choice, sound_end_time: '2000' }] }, 'face_choose[0].sound_end_time'],
    ['a time before 0', { ...legal, face_choose: [{ ...choice, sound_insert_time: -1 }] }, 'face_choose[0].sound_insert_time'],
    ['no voice', { ...legal, face_choose: [{ ...choice, sound_file: '' }] }, 'face_choose[0].sound_file'],
  ])('is refused with 400 and 1201, naming the field, for %s', (_, body, field) => {
    expect(() => parseCreateBody(body)).toThrow(
      expect.objectContaining({ status: 400, code: 1201, message: expect.stringContaining(field) }),
    );
  });

  it.each([null, 7, 'text', []])('is refused with 400 and 1200 when it is no object: %o', (body) => {
    expect(() => parseCreateBody(body)).toThrow(expect.objectContaining({ status: 400, code: 1200 }));
  });
});

describe('a voice as Base64', () => {
  it('decodeVoice accepts bare Base64 with or without padding', () => {
    expect(decodeVoice('aGVsbG8=')).toEqual(new TextEncoder().encode('hello'));
    expect(decodeVoice('aGVsbG8')).toEqual(new TextEncoder().encode('hello'));
  });

  it.each([
    'data:audio/mpeg;base64,aGVsbG8=',
    'DATA:audio/mpeg;base64,aGVsbG8=',
    'aGVs bG8=',
    'aGVs\nbG8=',
    'aGVsbG8-',
    'a',
    '/etc/passwd\0',
    'ftp://example.com/a.mp3',
  ])('is refused otherwise: %o', (text) => {
    expect(() => decodeVoice(text)).toThrow(expect.objectContaining({ status: 400, code: 1201 }));
  });

  it('decodeVoice refuses more than 5 MB before decoding', () => {
    const text = (bytes: number) => Buffer.alloc(bytes).toString('base64');
    expect(decodeVoice(text(5_000_000))).toHaveLength(5_000_000);
    expect(() => decodeVoice(text(5_000_003))).toThrow('larger than 5 MB');
  });
});
