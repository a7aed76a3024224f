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

/** Why a file or link was not taken; the clip or voice that was there before stays. */
type FileRejection =
  | { readonly kind: 'fault'; readonly fault: ProbeFault }
  /** It was to be healed, and that did not work. */
  | { readonly kind: 'unhealed'; readonly fault: ConversionFault }
  /** The code that reads files did not arrive. */
  | { readonly kind: 'not-loaded' };

export type ClipRejection =
  | FileRejection
  | { readonly kind: 'findings'; readonly findings: readonly ProbedVideoFinding[] }
  /** No https address; or in practice, a link whose site lets no other page fetch it. */
  | { readonly kind: 'bad-link' }
  | { readonly kind: 'link-not-fetchable' }
  | { readonly kind: 'sample-missing' };

export type VoiceRejection =
  | FileRejection
  | { readonly kind: 'no-sound' }
  | { readonly kind: 'findings'; readonly findings: readonly ProbedVoiceFinding[] };

interface ConversionProgress {
  readonly percent: number;
  /** `null` until there is something to tell it from. */
  readonly msLeft: number | null;
}

/** A clip on its way in, before it counts. */
export type PendingClipState =
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'refused'; readonly name: string; readonly rejection: ClipRejection }
  /** It can be made fit: `part` is the window to choose, `null` where the whole is taken. */
  | {
      readonly kind: 'offered';
      readonly name: string;
      readonly facts: ProbedVideo;
      readonly part: TimeRange | null;
      readonly src: string;
      readonly media: OpenMedia;
    }
  | ({
      readonly kind: 'healing';
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
      /** `null` while it is being listened through. */
      readonly waveform: Waveform | null;
    }
  | ({ readonly kind: 'healing'; readonly name: string } & ConversionProgress);

/** What is being done with the clip that counts. */
export type ClipWork =
  | { readonly kind: 'idle' }
  | { readonly kind: 'uploading'; readonly progress: UploadProgress | null }
  /** Stopped by the editor; the clip is still here. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'finding' }
  | { readonly kind: 'failed'; readonly during: 'upload' | 'finding'; readonly error: ApiError }
  /** A draft whose file this browser no longer has. */
  | { readonly kind: 'file-gone' };

type SubmissionState = { readonly kind: 'idle' } | { readonly kind: 'creating' } | { readonly kind: 'failed'; readonly error: ApiError };

/** What was chosen for the editor when the faces of a clip were found anew: a face, and where the voice lies now. */
export interface Reselection {
  readonly face: 'chosen' | 'none';
  readonly voice: 'kept' | 'moved' | 'none';
}

/** Everything that a screen shows of one piece of work: the facts, and what is under way around them. */
export interface SessionSnapshot {
  readonly state: WizardState;
  /** For *Undo* and *Redo*. It lives as long as the tab: what a reload brings back is where the voice lies, not the way there. */
  readonly history: PlacementHistory;
  /** The step that the editor went to; `null` follows the facts. */
  readonly chosenStep: WizardStep | null;
  readonly clipWork: ClipWork;
  readonly pendingClip: PendingClipState | null;
  readonly pendingVoice: PendingVoiceState | null;
  /** What was done to the clip or voice of this key, for as long as the tab lives. */
  readonly clipConversion: { readonly fileKey: string; readonly conversion: VideoConversion } | null;
  readonly voiceConversion: { readonly fileKey: string; readonly conversion: VoiceConversion } | null;
  /** How the voice that counts sounds; `null` until it has been listened through. */
  readonly voiceLoudness: LoudnessVerdict | null;
  readonly submissionState: SubmissionState;
  /** Until the editor has changed anything of it. */
  readonly reselection: Reselection | null;
  /** For `<video>` and `<audio>`: an object URL, or the link itself. */
  readonly clipSrc: string | null;
  readonly voiceSrc: string | null;
  /** For the clip's small pictures, and for how loud the voice is along its length; `null` until they are open. */
  readonly clipMedia: OpenMedia | OpenLink | null;
  readonly voiceMedia: OpenMedia | null;
  /** Files beyond one clip and one voice, by name. */
  readonly ignoredFileNames: readonly string[];
  /** Whether this browser keeps the work for a reload; `null` until tried. */
  readonly isSavedLocally: boolean | null;
  /** A draft is being read. */
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
