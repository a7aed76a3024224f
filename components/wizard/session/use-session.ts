'use client';

import { useSyncExternalStore } from 'react';
import { isUsable } from '@/lib/domain/face';
import { getCurrentStep, getReachableSteps, getSelectedFace, type WizardState, type WizardStep } from '@/lib/domain/wizard';
import type { Session } from './session';
import type { SessionSnapshot } from './snapshot';

export function useSession(session: Session): SessionSnapshot {
  return useSyncExternalStore(session.subscribe, session.getSnapshot, session.getSnapshot);
}

/** The visible step: the one that the editor opened if it can be shown, else the first incomplete one. The result has its own page. */
export function getVisibleStep({
  state,
  chosenStep,
  pendingVoice,
}: Pick<SessionSnapshot, 'state' | 'chosenStep' | 'pendingVoice'>): WizardStep {
  const { jobId: _, ...withoutJob } = state;
  if (chosenStep !== null && chosenStep !== 'result' && getReachableSteps(state).includes(chosenStep)) return chosenStep;
  const step = getCurrentStep(withoutJob);
  // A voice that is being read counts as present, so that the voice step does not flash.
  if (step === 'voice' && pendingVoice?.kind === 'reading' && state.found === undefined) return 'face';
  return step;
}

/** On a live site too the sample is in practice mode, once the server has recognised its bytes. */
export function isPracticeSession(siteIsPractice: boolean, { found }: WizardState): boolean {
  return siteIsPractice || found?.practice === true;
}

/** A job's page marks all steps before the result as complete. */
export const STEPS_BEFORE_RESULT: ReadonlySet<WizardStep> = new Set(['video', 'face', 'voice', 'place']);

export function getCompletedSteps(state: WizardState): ReadonlySet<WizardStep> {
  const completed = new Set<WizardStep>();
  if (state.video && (state.video.uploadId !== undefined || state.found !== undefined)) completed.add('video');
  if (getSelectedFace(state)) completed.add('face');
  if (state.voice) completed.add('voice');
  if (state.jobId !== undefined) completed.add('place');
  return completed;
}

/** `faces` must be identified first; then one must be chosen (`choice`), unless none is usable. */
export type MissingInput = 'video' | 'faces' | 'choice' | 'usable-face' | 'voice';

/** The first missing input for a job. */
export function getMissingInput(state: WizardState): MissingInput | null {
  if (!state.video) return 'video';
  if (state.found && !getSelectedFace(state)) return state.found.faces.some(isUsable) ? 'choice' : 'usable-face';
  if (!state.voice) return 'voice';
  return state.found ? null : 'faces';
}
