/**
 * What upstream accepts, written from its specification alone. The app's rules are not used here on purpose, so that tests can
 * compare the two.
 */

import { z } from 'zod';
import type { VideoFacts } from '@/lib/domain/video';
import type { VoiceFacts } from '@/lib/domain/voice';
import { invalidParameterError, malformedRequestError } from './responses';

const MB = 1_000_000;
const VIDEO = { maxBytes: 100 * MB, minMs: 2_000, maxMs: 60_000, minSidePx: 512, maxSidePx: 2_160 };
const VOICE = { maxBytes: 5 * MB, minMs: 2_000, maxMs: 60_000 };
const MIN_TRIMMED_MS = 2_000;
const MIN_OVERLAP_MS = 2_000;

export const SESSION_LIFETIME_MS = 24 * 60 * 60 * 1_000;
export const FILE_LIFETIME_MS = 30 * 24 * 60 * 60 * 1_000;
export const MAX_UPLOAD_BYTES = VIDEO.maxBytes;

/** Upstream's example sends the number 0 as a face id; its ids are strings. */
const idSchema = z.union([z.string().min(1).max(512), z.int().transform(String)]);
const msSchema = z.int().nonnegative();
const volumeSchema = z.number().min(0).max(2).default(1);

/** Further fields are ignored, as upstream does. */
const identifySchema = z.object({ video_url: z.string().min(1) });
export type IdentifyBody = z.infer<typeof identifySchema>;

const createSchema = z.object({
  session_id: idSchema,
  external_task_id: z.string().min(1).max(512).nullish(),
  face_choose: z
    .array(
      z.object({
        face_id: idSchema,
        sound_file: z.string().min(1),
        sound_start_time: msSchema,
        sound_end_time: msSchema,
        sound_insert_time: msSchema,
        sound_volume: volumeSchema,
        original_audio_volume: volumeSchema,
      }),
    )
    .length(1),
});
export type CreateBody = z.infer<typeof createSchema>;
export type FaceChoice = CreateBody['face_choose'][number];

export const parseIdentifyBody = (body: unknown): IdentifyBody => parse(identifySchema, body);
export const parseCreateBody = (body: unknown): CreateBody => parse(createSchema, body);

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined || issue.path.length === 0) throw malformedRequestError('The request body must be a JSON object');
  const name = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  throw invalidParameterError(name.replace(/^\./, ''), `is invalid: ${issue.message}`);
}

/** The limits of `identify-face`, all bounds inclusive. Odd but legal sizes pass: upstream's two statements about them disagree. */
export function checkVideo(facts: VideoFacts): void {
  const reject = (reason: string) => invalidParameterError('video_url', `is refused: ${reason}`);
  if (facts.container === 'other') throw reject('only .mp4 and .mov are supported');
  if (facts.byteSize > VIDEO.maxBytes) throw reject('the file is larger than 100 MB');
  if (facts.widthPx === 0 || facts.heightPx === 0) throw reject('the video has no picture');
  if (facts.durationMs < VIDEO.minMs) throw reject('the video is shorter than 2 s');
  if (facts.durationMs > VIDEO.maxMs) throw reject('the video is longer than 60 s');
  if (Math.min(facts.widthPx, facts.heightPx) < VIDEO.minSidePx || Math.max(facts.widthPx, facts.heightPx) > VIDEO.maxSidePx) {
    throw reject('both sides must be 512 px to 2160 px');
  }
}

export function checkVoiceSize(byteSize: number): void {
  if (byteSize > VOICE.maxBytes) throw invalidParameterError('sound_file', 'is refused: the file is larger than 5 MB');
}

/** The limits of `sound_file`, and rule 1. */
export function checkVoice(facts: VoiceFacts): void {
  const reject = (reason: string) => invalidParameterError('sound_file', `is refused: ${reason}`);
  checkVoiceSize(facts.byteSize);
  if (facts.kind === 'other') throw reject('only .mp3, .wav and .m4a are supported');
  if (facts.durationMs < VOICE.minMs) throw reject('the audio is shorter than 2 s');
  if (facts.durationMs > VOICE.maxMs) throw reject('the audio is longer than 60 s');
}

export interface ChoiceContext {
  readonly voiceMs: number;
  readonly videoMs: number;
  /** As reported to the caller. */
  readonly window: { readonly startMs: number; readonly endMs: number };
}

/** Rules 2 to 5. */
export function checkChoice(choice: FaceChoice, { voiceMs, videoMs, window }: ChoiceContext): void {
  const { sound_start_time: trimStart, sound_end_time: trimEnd, sound_insert_time: insertAt } = choice;
  const length = trimEnd - trimStart;
  if (length < MIN_TRIMMED_MS) throw invalidParameterError('sound_end_time', 'leaves less than 2 s of the audio');
  if (trimEnd > voiceMs) throw invalidParameterError('sound_end_time', `is later than the end of the audio (${voiceMs} ms)`);
  const overlapMs = Math.min(insertAt + length, window.endMs) - Math.max(insertAt, window.startMs);
  if (overlapMs < MIN_OVERLAP_MS) throw invalidParameterError('sound_insert_time', 'leaves less than 2 s in common with the face');
  if (insertAt + length > videoMs) throw invalidParameterError('sound_insert_time', `makes it end after the video (${videoMs} ms)`);
}

/** Bare Base64 as bytes. `data:` prefixes, line breaks and the URL alphabet are refused. */
export function decodeVoice(text: string): Uint8Array {
  if (/^data:/i.test(text)) throw invalidParameterError('sound_file', 'is refused: Base64 must come without a data: prefix');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.replace(/=+$/, '').length % 4 === 1) {
    throw invalidParameterError('sound_file', 'is refused: neither an address nor Base64');
  }
  // Before it is decoded: three bytes in four letters.
  checkVoiceSize(Math.floor((text.length * 3) / 4) - 2);
  return new Uint8Array(Buffer.from(text, 'base64'));
}
