/** Several passes over one clip, each made from the result of the previous one. */

import type { MilliPtc } from './price';

export interface PassLink {
  readonly jobId: string;
  readonly sourceJobId: string | null;
  readonly facesMilliPtc: MilliPtc;
  readonly lipSyncMilliPtc: MilliPtc;
}

/** Returns the passes from the first one to this job. If a source is missing, the list starts after it. */
export function getPassesUpTo<Pass extends PassLink>(passes: readonly Pass[], jobId: string): readonly Pass[] {
  const chain: Pass[] = [];
  for (let nextJobId: string | null = jobId; nextJobId !== null; ) {
    const pass: Pass | undefined = passes.find((one) => one.jobId === nextJobId);
    if (pass === undefined || chain.includes(pass)) break;
    chain.unshift(pass);
    nextJobId = pass.sourceJobId;
  }
  return chain;
}

/** The passes made from this job's result. */
export function getPassesAfter<Pass extends PassLink>(passes: readonly Pass[], jobId: string): readonly Pass[] {
  return passes.filter(({ sourceJobId }) => sourceJobId === jobId);
}

/** The cost of a result including all earlier passes. */
export function sumMilliPtc(passes: readonly PassLink[]): MilliPtc {
  return passes.reduce((sum, { facesMilliPtc, lipSyncMilliPtc }) => sum + facesMilliPtc + lipSyncMilliPtc, 0);
}
