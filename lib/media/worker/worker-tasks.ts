/** The tasks of the media worker with their input, events and output. */

import type { ExecutableVideoPlan, ProbedVideo } from '@/lib/domain/conversion/video-plan';
import type { ProbedVoice } from '@/lib/domain/conversion/voice-plan';
import type { VideoConversionOutcome } from '@/lib/media/convert/run-video-conversion';
import type { ExecutableVoicePlan, VoiceConversionOutcome } from '@/lib/media/convert/run-voice-conversion';
import type { ProbeResult } from '@/lib/media/probe/probe-file';
import type { Thumbnail, ThumbnailRequest } from '@/lib/media/thumbnails/decode-thumbnails';
import type { Waveform } from '@/lib/media/waveform/waveform';

type ProgressShare = number;

export interface WorkerTasks {
  'probe-video': { input: null; event: never; output: ProbeResult<ProbedVideo> };
  'probe-voice': { input: null; event: never; output: ProbeResult<ProbedVoice> };
  keyframes: { input: null; event: never; output: number[] };
  thumbnails: { input: ThumbnailRequest & { readonly known: readonly number[] }; event: Thumbnail; output: number };
  waveform: { input: null; event: ProgressShare; output: Waveform | null };
  'convert-video': { input: { facts: ProbedVideo; plan: ExecutableVideoPlan }; event: ProgressShare; output: VideoConversionOutcome };
  'convert-voice': { input: { facts: ProbedVoice; plan: ExecutableVoicePlan }; event: ProgressShare; output: VoiceConversionOutcome };
}

export type TaskName = keyof WorkerTasks;

/** Sent with a message port, which carries the events and the output back, and a cancellation to the worker. */
export type WorkerRequest = {
  [Name in TaskName]: { readonly task: Name; readonly input: WorkerTasks[Name]['input']; readonly file: Blob };
}[TaskName];

export type WorkerMessage<Name extends TaskName> =
  | { readonly kind: 'event'; readonly event: WorkerTasks[Name]['event'] }
  | { readonly kind: 'output'; readonly output: WorkerTasks[Name]['output'] }
  /** A bug; faults of a file are part of the output. */
  | { readonly kind: 'error'; readonly message: string };
