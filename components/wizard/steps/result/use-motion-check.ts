import { useQuery } from '@tanstack/react-query';
import type { JobResponse } from '@/lib/contracts/job';
import { checkMotion, type MotionReport } from '@/lib/media/motion-check/check-motion';

/** Starts after the result has loaded, because playback has priority. */
const START_DELAY_MS = 1_500;

type MotionCheck = typeof checkMotion;

/**
 * Compares a result with its source once per tab and aborts on unmount.
 * @returns `null` if there is nothing to compare with.
 */
export function useMotionCheck(job: JobResponse, runCheck: MotionCheck = checkMotion): MotionReport | undefined | null {
  const { jobId, originalUrl, videoUrl, videoDurationMs, placement, faceWindow } = job;
  const { insertAtMs, trimStartMs, trimEndMs } = placement;
  const { data } = useQuery<MotionReport>({
    queryKey: ['mouth', jobId],
    enabled: originalUrl !== null && videoUrl !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    retry: false,
    networkMode: 'always',
    queryFn: async ({ signal }) => {
      if (originalUrl === null || videoUrl === null) return { kind: 'cannot-tell', reason: 'unreadable' };
      await new Promise((resolve) => setTimeout(resolve, START_DELAY_MS));
      return runCheck(
        {
          before: originalUrl,
          after: videoUrl,
          voice: { startMs: insertAtMs, endMs: insertAtMs + trimEndMs - trimStartMs },
          face: faceWindow,
          durationMs: videoDurationMs ?? faceWindow.endMs,
        },
        signal,
      );
    },
  });
  return originalUrl === null || videoUrl === null ? null : data;
}
