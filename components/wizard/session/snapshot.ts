import type { ApiError } from '@/lib/client/requests/api-error';
import type { UploadProgress } from '@/lib/client/uploads/upload';
import type { LoudnessVerdict } from '@/lib/domain/conversion/loudness';
import type { VideoConversion, VoiceConversion } from '@/lib/domain/conversion/part-selection';
import type { ProbedVideo, ProbedVideoFinding } from '@/lib/domain/conversion/video-plan';
import type { ProbedVoice, ProbedVoiceFinding } from '@/lib/domain/conversion/voice-plan';
import { EMPTY_HISTORY, type PlacementHistory } from '@/lib/domain/placement-history';
import type { TimeRange } from '@/lib/domain/time';
import { initialWizardState, type WizardState, type WizardStep } from '@/lib/domain/wizard';
import type { ConversionFault } from '@/lib/media/convert/run-video-conversion';
import type { OpenLink, OpenMedia } from '@/lib/media/open-media';
import type { ProbeFault } from '@/lib/media/probe/probe-file';
import type { Waveform } from '@/lib/media/waveform/waveform';

/** Why a file or link was rejected; the previous clip or voice stays. */
type FileRejection =
  | { readonly kind: 'fault'; readonly fault: ProbeFault }
  /** The conversion failed. */
  | { readonly kind: 'conversion-failed'; readonly fault: ConversionFault }
  /** The code that reads files could not be loaded. */
  | { readonly kind: 'not-loaded' };

export type ClipRejection =
  | FileRejection
  | { readonly kind: 'findings'; readonly findings: readonly ProbedVideoFinding[] }
  /** Not an https URL, or in practice mode a URL that CORS does not permit to fetch. */
  | { readonly kind: 'bad-link' }
  | { readonly kind: 'link-not-fetchable' }
  | { readonly kind: 'sample-missing' };

export type VoiceRejection =
  | FileRejection
  | { readonly kind: 'no-sound' }
  | { readonly kind: 'findings'; readonly findings: readonly ProbedVoiceFinding[] };

interface ConversionProgress {
  readonly percent: number;
  /** `null` until it can be estimated. */
  readonly msLeft: number | null;
}

/** A clip that is being read or converted and is not yet the current clip. */
export type PendingClipState =
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'refused'; readonly name: string; readonly rejection: ClipRejection }
  /** The file can be converted: `part` is the range to select, or `null` for the whole file. */
  | {
      readonly kind: 'offered';
      readonly name: string;
      readonly facts: ProbedVideo;
      readonly part: TimeRange | null;
      readonly src: string;
      readonly media: OpenMedia;
    }
  | ({
      readonly kind: 'converting';
      readonly name: string;
      readonly facts: ProbedVideo;
      readonly part: TimeRange | null;
    } & ConversionProgress);

export type PendingVoiceState =
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'refused'; readonly name: string; readonly rejection: VoiceRejection }
  | {
      readonly kind: 'offered';
      readonly name: string;
      readonly facts: ProbedVoice;
      readonly part: TimeRange | null;
      readonly src: string;
      /** `null` until the audio has been decoded. */
      readonly waveform: Waveform | null;
    }
  | ({ readonly kind: 'converting'; readonly name: string } & ConversionProgress);

/** Pending work on the current clip. */
export type ClipWork =
  | { readonly kind: 'idle' }
  | { readonly kind: 'uploading'; readonly progress: UploadProgress | null }
  /** Aborted by the editor; the clip is kept. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'finding' }
  | { readonly kind: 'failed'; readonly during: 'upload' | 'finding'; readonly error: ApiError }
  /** The browser no longer stores the draft's file. */
  | { readonly kind: 'file-gone' };

type SubmissionState = { readonly kind: 'idle' } | { readonly kind: 'creating' } | { readonly kind: 'failed'; readonly error: ApiError };

/** Choices that were restored after the faces were identified again: a face, and the position of the voice. */
export interface Reselection {
  readonly face: 'chosen' | 'none';
  readonly voice: 'kept' | 'moved' | 'none';
}

/** All state of one draft that screens show: its facts and its pending work. */
export interface SessionSnapshot {
  readonly state: WizardState;
  /** For *Undo* and *Redo*. Kept in memory only: a reload restores the placement, not its history. */
  readonly history: PlacementHistory;
  /** The step that the editor opened; `null` follows the facts. */
  readonly chosenStep: WizardStep | null;
  readonly clipWork: ClipWork;
  readonly pendingClip: PendingClipState | null;
  readonly pendingVoice: PendingVoiceState | null;
  /** The conversion of the file with this key; kept until the tab closes. */
  readonly clipConversion: { readonly fileKey: string; readonly conversion: VideoConversion } | null;
  readonly voiceConversion: { readonly fileKey: string; readonly conversion: VoiceConversion } | null;
  /** Loudness of the current voice; `null` until it is measured. */
  readonly voiceLoudness: LoudnessVerdict | null;
  readonly submissionState: SubmissionState;
  /** Set until the editor changes the restored choices. */
  readonly reselection: Reselection | null;
  /** For `<video>` and `<audio>`: an object URL, or the linked URL. */
  readonly clipSrc: string | null;
  readonly voiceSrc: string | null;
  /** Open media for the filmstrip and the waveform; `null` until they are open. */
  readonly clipMedia: OpenMedia | OpenLink | null;
  readonly voiceMedia: OpenMedia | null;
  /** Names of files beyond one clip and one voice. */
  readonly ignoredFileNames: readonly string[];
  /** Whether this browser stores the draft; `null` until the first attempt. */
  readonly isSavedLocally: boolean | null;
  readonly isOpening: boolean;
}

export const EMPTY_SNAPSHOT: SessionSnapshot = {
  state: initialWizardState,
  history: EMPTY_HISTORY,
  chosenStep: null,
  clipWork: { kind: 'idle' },
  pendingClip: null,
  pendingVoice: null,
  clipConversion: null,
  voiceConversion: null,
  voiceLoudness: null,
  submissionState: { kind: 'idle' },
  reselection: null,
  clipSrc: null,
  voiceSrc: null,
  clipMedia: null,
  voiceMedia: null,
  ignoredFileNames: [],
  isSavedLocally: null,
  isOpening: false,
};
