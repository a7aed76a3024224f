import { checkVideoLimits } from '@/lib/domain/video';
import { checkVoiceLimits } from '@/lib/domain/voice';
import type { WizardState, WizardVideo, WizardVoice } from '@/lib/domain/wizard';
import type { SessionServices } from './session-services';

interface DraftFiles {
  readonly state: WizardState;
  readonly pendingClip: WizardVideo | null;
  readonly pendingVoice: WizardVoice | null;
}

/** Separates a draft's accepted files from files that were still pending when its page was closed. */
export function separatePendingFiles(draft: WizardState, services: Pick<SessionServices, 'readConversionNote'>): DraftFiles {
  const { video, voice, ...rest } = draft;
  const pendingClip = video !== undefined && isClipPending(video, services.readConversionNote('clip')?.fileKey) ? video : null;
  const pendingVoice = voice !== undefined && isVoicePending(voice, services.readConversionNote('voice')?.fileKey) ? voice : null;
  const state: WizardState = {
    ...rest,
    ...(video && !pendingClip ? { video } : {}),
    ...(voice && !pendingVoice ? { voice } : {}),
  };
  return { state, pendingClip, pendingVoice };
}

function isClipPending({ source, facts }: WizardVideo, notedFileKey: string | undefined): boolean {
  if (source.kind !== 'file') return false;
  return source.fileKey === notedFileKey || (facts !== null && checkVideoLimits(facts).some(({ severity }) => severity === 'error'));
}

function isVoicePending({ fileKey, facts }: WizardVoice, notedFileKey: string | undefined): boolean {
  return fileKey === notedFileKey || checkVoiceLimits(facts).length > 0;
}
