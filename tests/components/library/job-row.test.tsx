import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, test, vi } from 'vitest';
import { JobRow } from '@/components/library/job-row';
import { ApiProvider } from '@/lib/client/api-provider';
import { createQueryClient } from '@/lib/client/queries';
import { createApi } from '@/lib/client/requests/api';
import type { LibraryJob } from '@/lib/contracts/library';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));

afterEach(cleanup);

const NOW = Date.parse('2026-11-22T12:00:00.000Z');
const RUNNING_JOB: LibraryJob = {
  ...{ jobId: 'job-1', name: null, videoName: 'Interview', createdAt: '2026-11-22T11:59:00.000Z', thumbnailUrl: null, person: null },
  ...{
    sourceJobId: null,
    videoDurationMs: 9_000,
    voiceMs: 5_000,
    costMilliPtc: 70,
    charged: 'yes',
    practice: false,
    restorableUntil: null,
  },
  ...{ status: 'processing', isWatched: true, mayDelete: false, result: null },
};
const DONE_JOB: LibraryJob = {
  ...RUNNING_JOB,
  ...{ status: 'succeeded', isWatched: false, mayDelete: true, result: { state: 'saved', until: null } },
};

function setup() {
  const noop = () => undefined;
  const actions = { onOpen: noop, onRename: noop, onTryAgain: noop, onDelete: noop, onRestore: noop };
  const pendingFetch = () => new Promise<Response>(noop);
  const [api, queryClient] = [createApi({ fetch: pendingFetch }), createQueryClient()];
  const view = (job: LibraryJob) => (
    <ApiProvider api={api} queryClient={queryClient}>
      <ul>
        <JobRow job={job} passes={1} practice={false} nowMs={NOW} actions={actions} />
      </ul>
    </ApiProvider>
  );
  const { rerender } = render(view(RUNNING_JOB));
  return { ends: () => rerender(view(DONE_JOB)) };
}

test('JobRow keeps its menu open when the job ends, and then offers Delete', async () => {
  const { ends: completeJob } = setup();
  await userEvent.click(screen.getByRole('button', { name: 'What to do with Interview' }));
  const deleting = screen.getByRole('menuitem', { name: /^Delete/ });
  expect(deleting.getAttribute('aria-disabled')).toBe('true');
  completeJob();
  expect(screen.getByRole('menuitem', { name: /^Delete/ })).toBe(deleting);
  expect(deleting.getAttribute('aria-disabled')).toBeNull();
});

test('JobRow keeps a typed name when the job ends', async () => {
  const { ends: completeJob } = setup();
  screen.getByRole('link', { name: 'Interview' }).focus();
  await userEvent.keyboard('{F2}');
  const field = screen.getByRole('textbox');
  await userEvent.clear(field);
  await userEvent.type(field, 'Take two');
  completeJob();
  expect(screen.getByRole<HTMLInputElement>('textbox').value).toBe('Take two');
});
