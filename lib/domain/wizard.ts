/** The wizard's facts. Steps are derived from them; changing a fact clears what depended on it, here and nowhere else. */

import type { Face } from './face';
import type { Placement } from './placement';
import type { Milliseconds } from './time';
import type { VideoFacts } from './video';
import type { VoiceFacts } from './voice';

/** A clip in the wizard. Its bytes are kept by the browser under `fileKey`; a link has none. */
export interface WizardVideo {
  readonly name: string;
  readonly source: { readonly kind: 'file'; readonly fileKey: string } | { readonly kind: 'link'; readonly url: string };
  /** `null` for a link that this browser could not read. */
  readonly facts: VideoFacts | null;
  /** Set once the server has the bytes. */
  readonly uploadId?: string;
}

export interface WizardFace extends Face {
  readonly thumbnailUrl: string | null;
}

export interface FoundFaces {
  readonly videoId: string;
  readonly durationMs: Milliseconds | null;
  /** ISO 8601 UTC. */
  readonly expiresAt: string;
  readonly faces: readonly WizardFace[];
}

export interface WizardVoice {
  readonly name: string;
  readonly fileKey: string;
  readonly facts: VoiceFacts;
}

export interface WizardState {
  readonly video?: WizardVideo;
  readonly found?: FoundFaces;
  readonly faceId?: string;
  readonly voice?: WizardVoice;
  /** Only once an editor has moved something; until then the best legal spot is used. */
  readonly placement?: Placement;
  readonly jobId?: string;
}

export type WizardStep = 'video' | 'face' | 'voice' | 'place' | 'result';
