/** Several passes over one clip, each made of the result of the one before, as one piece of work. */

import type { MilliPtc } from './price';

export interface PassLink {
  readonly jobId: string;
  readonly sourceJobId: string | null;
  readonly facesMilliPtc: MilliPtc;
  readonly lipSyncMilliPtc: MilliPtc;
}

/** From the first pass to this job, the job last; only itself where what it was made of is not among them. */
export function getPassesUpTo<Pass extends PassLink>(passes: readonly Pass[], jobId: string): readonly Pass[] {
  const path: Pass[] = [];
  for (let wanted: string | null = jobId; wanted !== null; ) {
    const pass: Pass | undefined = passes.find((one) => one.jobId === wanted);
    if (pass === undefined || path.includes(pass)) break;
    path.unshift(pass);
    wanted = pass.sourceJobId;
  }
  return path;
}

/** What was made of this job's result. */
export function getPassesAfter<Pass extends PassLink>(passes: readonly Pass[], jobId: string): readonly Pass[] {
  return passes.filter(({ sourceJobId }) => sourceJobId === jobId);
}

/** What a result cost with everything that it is made of. */
export function sumMilliPtc(passes: readonly PassLink[]): MilliPtc {
  return passes.reduce((sum, { facesMilliPtc, lipSyncMilliPtc }) => sum + facesMilliPtc + lipSyncMilliPtc, 0);
}
