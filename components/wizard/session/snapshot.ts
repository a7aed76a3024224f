import type { ApiError } from '@/lib/client/api-error';
import type { UploadProgress } from '@/lib/client/upload';
import type { ClipHealing, VoiceHealing } from '@/lib/domain/healing';
import { NO_HISTORY, type PlacementHistory } from '@/lib/domain/placement-history';
import type { TimeRange } from '@/lib/domain/time';
import type { ClipFacts, ClipFinding } from '@/lib/domain/video-treatment';
import type { LoudnessFinding, SoundFacts, SoundFinding } from '@/lib/domain/voice-treatment';
import { initialWizardState, type WizardState, type WizardStep } from '@/lib/domain/wizard';
import type { ConformFault } from '@/lib/media/conform-video';
import type { OpenMedia } from '@/lib/media/doctor';
import type { ExamineFault } from '@/lib/media/examine';
import type { SoundMap } from '@/lib/media/sound-map';

/** Why a file or link was not taken; the clip or voice that was there before stays. */
type FileRefusal =
  | { readonly kind: 'fault'; readonly fault: ExamineFault }
  /** It was to be healed, and that did not work. */
  | { readonly kind: 'unhealed'; readonly fault: ConformFault }
  /** The code that reads files did not arrive. */
  | { readonly kind: 'not-loaded' };

export type ClipRefusal =
  | FileRefusal
  | { readonly kind: 'findings'; readonly findings: readonly ClipFinding[] }
  /** No https address; or in practice, a link whose site lets no other page fetch it. */
  | { readonly kind: 'bad-link' }
  | { readonly kind: 'link-not-fetchable' }
  | { readonly kind: 'sample-missing' };

export type VoiceRefusal =
  | FileRefusal
  | { readonly kind: 'no-sound' }
  | { readonly kind: 'findings'; readonly findings: readonly SoundFinding[] };

interface Healing {
  readonly percent: number;
  /** `null` until there is something to tell it from. */
  readonly msLeft: number | null;
}

/** A clip on its way in, before it counts. */
export type IncomingClip =
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'refused'; readonly name: string; readonly refusal: ClipRefusal }
  /** It can be made fit: `part` is the window to choose, `null` where the whole is taken. */
  | {
      readonly kind: 'offered';
      readonly name: string;
      readonly facts: ClipFacts;
      readonly part: TimeRange | null;
      readonly src: string;
      readonly media: OpenMedia;
    }
  | ({ readonly kind: 'healing'; readonly name: string; readonly facts: ClipFacts; readonly part: TimeRange | null } & Healing);

export type IncomingVoice =
  | { readonly kind: 'reading'; readonly name: string }
  | { readonly kind: 'refused'; readonly name: string; readonly refusal: VoiceRefusal }
  | {
      readonly kind: 'offered';
      readonly name: string;
      readonly facts: SoundFacts;
      readonly part: TimeRange | null;
      readonly src: string;
      /** `null` while it is being listened through. */
      readonly map: SoundMap | null;
    }
  | ({ readonly kind: 'healing'; readonly name: string } & Healing);

/** How the voice that counts sounds. */
interface VoiceSound {
  readonly findings: readonly LoudnessFinding[];
  /** What one press makes it louder by; 0 where that would help nobody. */
  readonly suggestedGainDb: number;
}

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
  readonly incomingClip: IncomingClip | null;
  readonly incomingVoice: IncomingVoice | null;
  /** What was done to the clip or voice of this key, for as long as the tab lives. */
  readonly clipHealing: { readonly fileKey: string; readonly healing: ClipHealing } | null;
  readonly voiceHealing: { readonly fileKey: string; readonly healing: VoiceHealing } | null;
  readonly voiceSound: VoiceSound | null;
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
  clipHealing: null,
  voiceHealing: null,
  voiceSound: null,
  createWork: { kind: 'idle' },
  clipSrc: null,
  voiceSrc: null,
  leftOut: [],
  kept: null,
  opening: false,
};
