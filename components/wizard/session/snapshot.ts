import type { ApiError } from '@/lib/client/api-error';
import type { UploadProgress } from '@/lib/client/upload';
import { NO_HISTORY, type PlacementHistory } from '@/lib/domain/placement-history';
import type { VideoFinding } from '@/lib/domain/video';
import type { VoiceFinding } from '@/lib/domain/voice';
import { initialWizardState, type WizardState, type WizardStep } from '@/lib/domain/wizard';
import type { ProbeFault } from '@/lib/media/probe';

/** Why a file or link was not taken; the clip or voice that was there before stays. */
export type ClipRefusal =
  | { readonly kind: 'fault'; readonly fault: ProbeFault }
  | { readonly kind: 'findings'; readonly findings: readonly VideoFinding[] }
  /** No https address; or in practice, a link whose site lets no other page fetch it. */
  | { readonly kind: 'bad-link' }
  | { readonly kind: 'link-not-fetchable' }
  | { readonly kind: 'sample-missing' };

export type VoiceRefusal =
  | { readonly kind: 'fault'; readonly fault: ProbeFault }
  | { readonly kind: 'no-sound' }
  | { readonly kind: 'findings'; readonly findings: readonly VoiceFinding[] };

/** A clip or voice on its way in, before it counts. */
type Incoming<Refusal> =
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'refused'; readonly name: string; readonly refusal: Refusal };

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

type CreateWork = { readonly kind: 'idle' } | { readonly kind: 'creating' } | { readonly kind: 'failed'; readonly error: ApiError };

/** Everything that a screen shows of one piece of work: the facts, and what is under way around them. */
export interface SessionSnapshot {
  readonly state: WizardState;
  /** For *Undo* and *Redo*. It lives as long as the tab: what a reload brings back is where the voice lies, not the way there. */
  readonly history: PlacementHistory;
  /** The step that the editor went to; `null` follows the facts. */
  readonly chosenStep: WizardStep | null;
  readonly clipWork: ClipWork;
  readonly incomingClip: Incoming<ClipRefusal> | null;
  readonly incomingVoice: Incoming<VoiceRefusal> | null;
  readonly createWork: CreateWork;
  /** For `<video>` and `<audio>`: an object URL, or the link itself. */
  readonly clipSrc: string | null;
  readonly voiceSrc: string | null;
  /** Files beyond one clip and one voice, by name. */
  readonly leftOut: readonly string[];
  /** Whether this browser keeps the work for a reload; `null` until tried. */
  readonly kept: boolean | null;
  /** A draft is being read. */
  readonly opening: boolean;
}

export const EMPTY_SNAPSHOT: SessionSnapshot = {
  state: initialWizardState,
  history: NO_HISTORY,
  chosenStep: null,
  clipWork: { kind: 'idle' },
  incomingClip: null,
  incomingVoice: null,
  createWork: { kind: 'idle' },
  clipSrc: null,
  voiceSrc: null,
  leftOut: [],
  kept: null,
  opening: false,
};
