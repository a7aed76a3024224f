/** What the page may ask of the worker, and what comes back: the one agreement between the two. */

import type { ClipFacts, WorkableVideoPlan } from '@/lib/domain/video-treatment';
import type { SoundFacts } from '@/lib/domain/voice-treatment';
import type { VideoOutcome } from './conform-video';
import type { VoiceOutcome, WorkableVoicePlan } from './conform-voice';
import type { Examined } from './examine';
import type { DrawnThumbnail, ThumbnailWish } from './read-thumbnails';
import type { SoundMap } from './sound-map';

type Share = number;

export interface Tasks {
  'examine-video': { ask: null; event: never; answer: Examined<ClipFacts> };
  'examine-voice': { ask: null; event: never; answer: Examined<SoundFacts> };
  keyframes: { ask: null; event: never; answer: number[] };
  thumbnails: { ask: ThumbnailWish & { readonly known: readonly number[] }; event: DrawnThumbnail; answer: number };
  'sound-map': { ask: null; event: Share; answer: SoundMap | null };
  'conform-video': { ask: { facts: ClipFacts; plan: WorkableVideoPlan }; event: Share; answer: VideoOutcome };
  'conform-voice': { ask: { facts: SoundFacts; plan: WorkableVoicePlan }; event: Share; answer: VoiceOutcome };
}

export type TaskName = keyof Tasks;

/** Sent to the worker with a port of its own, on which events and the answer come back and a message takes the question back. */
export type Ask = {
  [Name in TaskName]: { readonly task: Name; readonly ask: Tasks[Name]['ask']; readonly file: Blob };
}[TaskName];

export type Reply<Name extends TaskName> =
  | { readonly kind: 'event'; readonly event: Tasks[Name]['event'] }
  | { readonly kind: 'answer'; readonly answer: Tasks[Name]['answer'] }
  /** A defect of ours: every fault of a file is an answer. */
  | { readonly kind: 'threw'; readonly message: string };
