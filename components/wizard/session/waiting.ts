import { diagnoseVideo } from '@/lib/domain/video';
import { diagnoseVoice } from '@/lib/domain/voice';
import type { WizardState, WizardVideo, WizardVoice } from '@/lib/domain/wizard';
import type { SessionDeps } from './deps';

interface Sorted {
  readonly state: WizardState;
  readonly waitingClip: WizardVideo | null;
  readonly waitingVoice: WizardVoice | null;
}

/** Tells the facts of a draft from files that had not been healed yet when its page was left. */
export function sortWaiting(draft: WizardState, deps: Pick<SessionDeps, 'readHealing'>): Sorted {
  const { video, voice, ...rest } = draft;
  const waitingClip = video !== undefined && isClipWaiting(video, deps.readHealing('clip')?.fileKey) ? video : null;
  const waitingVoice = voice !== undefined && isVoiceWaiting(voice, deps.readHealing('voice')?.fileKey) ? voice : null;
  const state: WizardState = {
    ...rest,
    ...(video && !waitingClip ? { video } : {}),
    ...(voice && !waitingVoice ? { voice } : {}),
  };
  return { state, waitingClip, waitingVoice };
}

function isClipWaiting({ source, facts }: WizardVideo, healedKey: string | undefined): boolean {
  if (source.kind !== 'file') return false;
  return source.fileKey === healedKey || (facts !== null && diagnoseVideo(facts).some(({ severity }) => severity === 'error'));
}

function isVoiceWaiting({ fileKey, facts }: WizardVoice, healedKey: string | undefined): boolean {
  return fileKey === healedKey || diagnoseVoice(facts).length > 0;
}
