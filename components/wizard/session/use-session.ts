'use client';

import { useSyncExternalStore } from 'react';
import { isUsable } from '@/lib/domain/face';
import { getCurrentStep, getReachableSteps, getSelectedFace, type WizardState, type WizardStep } from '@/lib/domain/wizard';
import type { Session } from './session';
import type { SessionSnapshot } from './snapshot';

export function useSession(session: Session): SessionSnapshot {
  return useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot);
}

/** The step on show: where the editor went, as long as that can be shown; else where the facts lead. The result has a page of its own. */
export function getVisibleStep({
  state,
  chosenStep,
  pendingVoice,
}: Pick<SessionSnapshot, 'state' | 'chosenStep' | 'pendingVoice'>): WizardStep {
  const { jobId: _, ...withoutJob } = state;
  if (chosenStep !== null && chosenStep !== 'result' && getReachableSteps(state).includes(chosenStep)) return chosenStep;
  const step = getCurrentStep(withoutJob);
  // A voice that is just being read is as good as there: nobody is asked for one for the blink of an eye.
  if (step === 'voice' && pendingVoice?.kind === 'reading' && state.found === undefined) return 'face';
  return step;
}

/** On a live site too the sample is practice, once the server has known it by its bytes. */
export function isPracticeSession(siteIsPractice: boolean, { found }: WizardState): boolean {
  return siteIsPractice || found?.practice === true;
}

/** On a job's own page everything before it is done. */
export const STEPS_BEFORE_RESULT: ReadonlySet<WizardStep> = new Set(['video', 'face', 'voice', 'place']);

export function getCompletedSteps(state: WizardState): ReadonlySet<WizardStep> {
  const completed = new Set<WizardStep>();
  if (state.video && (state.video.uploadId !== undefined || state.found !== undefined)) completed.add('video');
  if (getSelectedFace(state)) completed.add('face');
  if (state.voice) completed.add('voice');
  if (state.jobId !== undefined) completed.add('place');
  return completed;
}

/** `faces` have to be found first; of those found one has to be chosen (`choice`), unless none of them can speak. */
export type MissingInput = 'video' | 'faces' | 'choice' | 'usable-face' | 'voice';

/** The first thing without which nothing can be created. */
export function getMissingInput(state: WizardState): MissingInput | null {
  if (!state.video) return 'video';
  if (state.found && !getSelectedFace(state)) return state.found.faces.some(isUsable) ? 'choice' : 'usable-face';
  if (!state.voice) return 'voice';
  return state.found ? null : 'faces';
}
