import { onlineManager, QueryClient } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { getDownloadFileName } from '@/components/shell/job-name';
import { NextActions } from '@/components/wizard/steps/result/next-actions';
import { ResultView } from '@/components/wizard/steps/result/result-view';
import { ApiProvider } from '@/lib/client/api-provider';
import type { CompletionNotifications, NotificationPermissionState } from '@/lib/client/notifications';
import type { Api } from '@/lib/client/requests/api';
import { ApiError } from '@/lib/client/requests/api-error';
import type { JobResponse } from '@/lib/contracts/job';
import type { Pass, PassesResponse } from '@/lib/contracts/passes';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));

const NOW = Date.parse('2026-03-01T12:00:00Z');
const secondsAgo = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString();

const runningJob: JobResponse = {
  jobId: 'job-1',
  status: 'processing',
  message: null,
  createdAt: secondsAgo(80),
  updatedAt: secondsAgo(5),
  videoUrl: null,
  downloadBy: 'link',
  ...{ originalUrl: null, voiceUrl: null, savedAt: null, upstreamDeletesAt: null, resultDeletedAt: null },
  nextPollMs: 5_000,
  usualMs: 210_000,
  videoId: 'video-1',
  uploadId: 'upload-1',
  sourceJobId: null,
  sessionExpiresAt: '2026-03-02T12:00:00Z',
  faceId: '0',
  faceWindow: { startMs: 0, endMs: 10_000 },
  placement: { trimStartMs: 600, trimEndMs: 5_400, insertAtMs: 2_400, voiceVolume: 1, originalVolume: 0 },
  voiceDurationMs: 6_000,
  videoDurationMs: 10_000,
  videoName: 'Interview A.mov',
  name: null,
  costMilliPtc: 70,
  charged: 'yes',
  practice: false,
};
const finishedJob: JobResponse = {
  ...runningJob,
  status: 'succeeded',
  createdAt: secondsAgo(300),
  updatedAt: secondsAgo(48),
  videoUrl: '/api/advanced-lip-sync/job-1/video',
  savedAt: secondsAgo(40),
  nextPollMs: null,
};

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  document.title = 'Lip-sync Wizard';
  localStorage.clear();
});
afterEach(() => {
  cleanup();
  onlineManager.setOnline(true);
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

interface Options {
  readonly renderNextActions?: (job: JobResponse, isOwn: boolean | null) => ReactNode;
  readonly onCreateAgain?: (job: JobResponse) => void;
  readonly passes?: PassesResponse;
  readonly notificationApi?: CompletionNotifications;
  readonly replacement?: { readonly isBusy: boolean; readonly error: ApiError | null };
}

/** Returns the next of `responses` for each call; the last one repeats. */
function renderResult(responses: readonly (JobResponse | ApiError)[], { passes, ...options }: Options = {}) {
  const requests: string[] = [];
  const readJob = async (jobId: string) => {
    const response = responses[Math.min(requests.length, responses.length - 1)];
    requests.push(jobId);
    if (!response || response instanceof ApiError) throw response ?? new Error('no response is prepared');
    return response;
  };
  const rejectCall = () => Promise.reject(new Error('a job’s page requests only the job'));
  const uploads = { createUpload: rejectCall, readUpload: rejectCall, completeUpload: rejectCall, deleteUpload: rejectCall };
  const api: Api = {
    ...{
      readJob,
      identifyFace: rejectCall,
      createJob: rejectCall,
      ...uploads,
      signIn: rejectCall,
      readSpending: rejectCall,
      readFaces: rejectCall,
    },
    readPasses: async () => passes ?? { passes: [], isOwn: true },
  };
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <ApiProvider api={api} queryClient={queryClient}>
      <ResultView jobId="job-1" practice={false} {...options} />
    </ApiProvider>,
  );
  return { asked: requests };
}

/** One millisecond more than requested: the query cache notifies its observers in a separate timer. */
const advance = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms + 1));
/** Not `user-event`, whose delays would wait for the fake timers. */
const press = async (element: HTMLElement) => {
  fireEvent.click(element);
  await advance(0);
};

const nextActionsWith = (actions: { onChange?: (() => void) | null; onDubAnother?: (() => void) | null }) => (job: JobResponse) => (
  <NextActions job={job} onChange={actions.onChange ?? null} onDubAnother={actions.onDubAnother ?? null} busy={false} error={null} />
);

describe('running job', () => {
  it.each([
    ['submitting', 'Sending'],
    ['submitted', 'Waiting its turn'],
    ['processing', 'Moving the mouth'],
  ] as const)('a %s job states what happens, its elapsed time and its estimated duration', async (status, title) => {
    renderResult([{ ...runningJob, status }]);
    await advance(0);
    expect(screen.getByRole('heading', { name: title })).toBeTruthy();
    expect(screen.getByText('1:20')).toBeTruthy();
    expect(screen.getByText('usually about 4 min')).toBeTruthy();
    expect(screen.getByText(/You can close this page/)).toBeTruthy();
    expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('1 min 20 s so far, usually about 4 min');
  });

  it('a running job counts its time on the page and in the title, and restores the title', async () => {
    renderResult([runningJob]);
    await advance(0);
    expect(document.title).toBe('1:20 · working · Lip-sync Wizard');
    await advance(3_000);
    expect(screen.getByText('1:23')).toBeTruthy();
    expect(document.title).toBe('1:23 · working · Lip-sync Wizard');
    cleanup();
    expect(document.title).toBe('Lip-sync Wizard');
  });

  it('a running job compares its time with the recent duration of similar jobs', async () => {
    renderResult([{ ...runningJob, practice: true, createdAt: secondsAgo(5), usualMs: 12_000 }]);
    await advance(0);
    expect(screen.getByText('usually about 12 s')).toBeTruthy();
  });

  it('a running job states that it takes longer than usual', async () => {
    renderResult([{ ...runningJob, createdAt: secondsAgo(600) }]);
    await advance(0);
    expect(screen.getByText(/This takes longer than usual/)).toBeTruthy();
  });

  it('a running job is polled as its last response requested and not after its end', async () => {
    const { asked: requests } = renderResult([runningJob, { ...runningJob, nextPollMs: 20_000 }, finishedJob]);
    await advance(0);
    expect(requests).toEqual(['job-1']);
    await advance(5_000);
    expect(requests).toHaveLength(2);
    await advance(19_000);
    expect(requests).toHaveLength(2);
    await advance(1_000);
    expect(requests).toHaveLength(3);
    expect(screen.getByRole('link', { name: 'Download' })).toBeTruthy();
    await advance(3_600_000);
    expect(requests).toHaveLength(3);
  });

  it('a running job stays visible when one poll fails', async () => {
    renderResult([runningJob, new ApiError('upstream-unavailable')]);
    await advance(5_000);
    expect(screen.getByRole('heading', { name: 'Moving the mouth' })).toBeTruthy();
    expect(screen.getByText(/The last look brought no answer/)).toBeTruthy();
  });

  it('a running job stays visible when the connection is lost', async () => {
    renderResult([runningJob]);
    await advance(0);
    act(() => onlineManager.setOnline(false));
    await advance(5_000);
    expect(screen.getByText(/You are offline\. The job goes on/)).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Moving the mouth' })).toBeTruthy();
  });
});

describe('lost job', () => {
  const unknown: JobResponse = {
    ...runningJob,
    status: 'unknown',
    charged: 'unknown',
    updatedAt: runningJob.createdAt,
    nextPollMs: 60_000,
  };
  const searchedForSeconds = (seconds: number): JobResponse => ({
    ...unknown,
    createdAt: secondsAgo(seconds),
    updatedAt: secondsAgo(seconds),
  });

  it('a lost job states the possible charge and that nothing is sent again', async () => {
    renderResult([unknown], { onCreateAgain: vi.fn() });
    await advance(0);
    expect(screen.getByText(/It may have been charged\. It is being looked up, which is free; nothing is sent again\./)).toBeTruthy();
    expect(screen.getByText(/Looking for up to 9 min more/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Create again/ })).toBeNull();
    expect(document.title).toBe('No answer yet · Lip-sync Wizard');
  });

  it('a lost job offers a new job with its price after ten minutes', async () => {
    const onCreateAgain = vi.fn();
    renderResult([searchedForSeconds(599)], { onCreateAgain });
    await advance(0);
    expect(screen.queryByRole('button', { name: /Create again/ })).toBeNull();
    await advance(1_000);
    expect(onCreateAgain).not.toHaveBeenCalled();
    await press(screen.getByRole('button', { name: 'Create again · 0.07 PTC' }));
    expect(onCreateAgain).toHaveBeenCalledOnce();
    expect(screen.getByText(/We could not find it\. It may still have been made and charged\./)).toBeTruthy();
    expect(screen.getByText('Create again for 0.07 PTC?')).toBeTruthy();
  });

  it('Create again creates one job for a double click', async () => {
    const onCreateAgain = vi.fn();
    renderResult([searchedForSeconds(900)], { onCreateAgain });
    await advance(0);
    const button = screen.getByRole('button', { name: /Create again/ });
    await press(button);
    await press(button);
    expect(onCreateAgain).toHaveBeenCalledOnce();
  });

  it('a lost job refers to the original browser if this one does not have its settings', async () => {
    renderResult([searchedForSeconds(900)]);
    await advance(0);
    expect(screen.queryByRole('button', { name: /Create again/ })).toBeNull();
    expect(screen.queryByText(/Create again for/)).toBeNull();
    expect(screen.getByText(/open this page in the browser where it was made/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'To the wizard' }).getAttribute('href')).toBe('/');
  });

  it('the ten minutes of a lost job start with the search instead of the submission', async () => {
    renderResult([{ ...unknown, createdAt: secondsAgo(650), updatedAt: secondsAgo(590) }], { onCreateAgain: vi.fn() });
    await advance(0);
    expect(screen.queryByRole('button', { name: /Create again/ })).toBeNull();
    await advance(10_000);
    expect(screen.getByRole('button', { name: /Create again/ })).toBeTruthy();
  });

  it('a failed Create again states why and whether it was charged', async () => {
    const error = new ApiError('budget-exceeded');
    renderResult([searchedForSeconds(900)], { onCreateAgain: vi.fn(), replacement: { isBusy: false, error } });
    await advance(0);
    expect(screen.getByRole('alert').textContent).toContain('Today’s budget is used up. Nothing was charged.');
    expect(screen.getByRole('button', { name: /Create again/ })).toBeTruthy();
  });

  it('Create again ignores clicks while one is pending', async () => {
    const onCreateAgain = vi.fn();
    renderResult([searchedForSeconds(900)], { onCreateAgain, replacement: { isBusy: true, error: null } });
    await advance(0);
    await press(screen.getByRole('button', { name: /Create again/ }));
    expect(onCreateAgain).not.toHaveBeenCalled();
  });

  it('a lost job in practice mode does not mention charges', async () => {
    renderResult([{ ...searchedForSeconds(900), practice: true }], { onCreateAgain: vi.fn() });
    await advance(0);
    expect(screen.getByText(/Nothing was charged: this is practice\./)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Create again · practice' })).toBeTruthy();
  });
});

describe('failed job', () => {
  const failed: JobResponse = { ...runningJob, status: 'failed', nextPollMs: null, message: 'The content did not pass review' };

  it.each([
    ['no', 'Nothing was charged.'],
    ['yes', 'It was charged.'],
    ['unknown', 'It counts as charged until the service says otherwise.'],
  ] as const)('a failed job states why and whether it was charged (%s)', async (charged, money) => {
    renderResult([{ ...failed, charged }]);
    await advance(0);
    expect(screen.getByText('The service says: “The content did not pass review”')).toBeTruthy();
    expect(screen.getByText(money)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'To the wizard' })).toBeTruthy();
    expect(document.title).toBe('Did not work · Lip-sync Wizard');
  });

  it('a failed job in practice mode costs nothing', async () => {
    renderResult([{ ...failed, practice: true, charged: 'yes' }]);
    await advance(0);
    expect(screen.getByText('Nothing was charged: this is practice.')).toBeTruthy();
  });

  it('a failed job without a reason says so and leads to the stored settings', async () => {
    const onChange = vi.fn();
    renderResult([{ ...failed, message: null }], { renderNextActions: nextActionsWith({ onChange }) });
    await advance(0);
    expect(screen.getByText('The service gave no reason.')).toBeTruthy();
    expect(screen.getByText(/Your clip, voice and settings are kept\./)).toBeTruthy();
    await press(screen.getByRole('button', { name: 'Change and try again' }));
    expect(onChange).toHaveBeenCalledOnce();
  });
});

describe('job page without data', () => {
  it('the job page shows that it is loading before the first response', async () => {
    renderResult([runningJob]);
    expect(screen.getByRole('status').textContent).toBe('Looking up this job');
    await advance(0);
  });

  it('the job page states that the job does not exist', async () => {
    renderResult([new ApiError('not-found')]);
    await advance(0);
    expect(screen.getByRole('heading', { name: 'There is no job at this address' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'To the wizard' })).toBeTruthy();
  });

  it('the job page explains other errors and retries on a click', async () => {
    const { asked: requests } = renderResult([new ApiError('upstream-unavailable', { requestId: 'req-7' }), finishedJob]);
    await advance(0);
    expect(screen.getByRole('alert').textContent).toContain('The lip-sync service is not working right now. Nothing was charged.');
    await press(screen.getByRole('button', { name: 'Try again' }));
    await advance(0);
    expect(requests).toHaveLength(2);
    expect(screen.getByRole('link', { name: 'Download' })).toBeTruthy();
  });

  it('the job page states that it is offline if the first request could not be sent', async () => {
    onlineManager.setOnline(false);
    const { asked: requests } = renderResult([runningJob]);
    await advance(0);
    expect(requests).toEqual([]);
    expect(screen.getByRole('heading', { name: 'You are offline' })).toBeTruthy();
    act(() => onlineManager.setOnline(true));
    await advance(0);
    expect(screen.getByRole('heading', { name: 'Moving the mouth' })).toBeTruthy();
  });
});

describe('finished job', () => {
  it('a finished job shows its custom name and is downloaded under it', async () => {
    renderResult([{ ...finishedJob, name: 'Greeting: final' }]);
    await advance(0);
    expect(screen.getByRole('heading', { level: 1, name: 'Greeting: final' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Download' }).getAttribute('download')).toBe('Greeting final lip-sync.mp4');
  });

  it('a finished job plays and shows its duration and cost', async () => {
    renderResult([finishedJob]);
    await advance(0);
    expect(document.querySelector('video')?.getAttribute('src')).toBe('/api/advanced-lip-sync/job-1/video');
    expect(screen.getByRole('heading', { name: 'Interview A' })).toBeTruthy();
    expect(screen.getByText('Took 4 min 12 s · 0.07 PTC')).toBeTruthy();
    expect(document.title).toBe('Done · Lip-sync Wizard');
  });

  it('a finished practice job states that lips and volumes are unchanged and nothing was charged', async () => {
    renderResult([{ ...finishedJob, practice: true, createdAt: secondsAgo(12), updatedAt: secondsAgo(0) }]);
    await advance(0);
    expect(screen.getByText('Took 12 s · practice, nothing charged')).toBeTruthy();
    expect(screen.getByText(/lips are not changed, and volumes are not mixed/)).toBeTruthy();
  });

  it('a finished job that does not play yet waits for the copy and reloads on a click', async () => {
    const { asked: requests } = renderResult([{ ...finishedJob, videoUrl: null }, finishedJob]);
    await advance(0);
    expect(screen.getByRole('heading', { name: 'Done, being saved' })).toBeTruthy();
    await press(screen.getByRole('button', { name: 'Look again' }));
    await advance(0);
    expect(requests).toHaveLength(2);
    expect(screen.getByRole('link', { name: 'Download' })).toBeTruthy();
  });

  it('a finished job is downloaded under the clip’s name', async () => {
    renderResult([finishedJob]);
    await advance(0);
    const link = screen.getByRole('link', { name: 'Download' });
    expect(link.getAttribute('download')).toBe('Interview A lip-sync.mp4');
    expect(link.getAttribute('href')).toBe('/api/advanced-lip-sync/job-1/video?download=Interview%20A%20lip-sync.mp4');
  });

  it('a finished job copies its URL', async () => {
    renderResult([finishedJob]);
    await advance(0);
    const writeText = vi.fn(async () => {});
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    await press(screen.getByRole('button', { name: 'Copy link' }));
    expect(writeText).toHaveBeenCalledExactlyOnceWith(`${window.location.origin}/jobs/job-1`);
    expect(screen.getByRole('button', { name: 'Link copied' })).toBeTruthy();
  });

  it('a finished job shows its URL for manual copying if the clipboard is blocked', async () => {
    renderResult([finishedJob]);
    await advance(0);
    vi.stubGlobal('navigator', {});
    await press(screen.getByRole('button', { name: 'Copy link' }));
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Address of this result' }).value).toBe(
      `${window.location.origin}/jobs/job-1`,
    );
  });

  it('Change and try again is offered only with available settings and states that only lip-sync is charged again', async () => {
    renderResult([finishedJob], { renderNextActions: nextActionsWith({}) });
    await advance(0);
    expect(screen.queryByRole('button', { name: 'Change and try again' })).toBeNull();
    cleanup();
    const onChange = vi.fn();
    renderResult([{ ...finishedJob, sessionExpiresAt: secondsAgo(-60) }], { renderNextActions: nextActionsWith({ onChange }) });
    await advance(0);
    expect(screen.getByText('The faces are still known: only the lip-sync is paid again, 0.07 PTC.')).toBeTruthy();
    await press(screen.getByRole('button', { name: 'Change and try again' }));
    expect(onChange).toHaveBeenCalledOnce();
  });

  it('Change and try again states when the faces must be identified again and the price', async () => {
    renderResult([{ ...finishedJob, sessionExpiresAt: secondsAgo(1) }], { renderNextActions: nextActionsWith({ onChange: vi.fn() }) });
    await advance(0);
    expect(screen.getByText(/They are found anew first, for 0\.007 PTC\./)).toBeTruthy();
  });

  it('a further pass is offered only on the editor’s own result with the price of its faces', async () => {
    const onDubAnother = vi.fn();
    const renderNextActions = (job: JobResponse, isOwn: boolean | null) =>
      nextActionsWith({ onDubAnother: isOwn ? onDubAnother : null })(job);
    renderResult([finishedJob], { renderNextActions, passes: { passes: [], isOwn: false } });
    await advance(0);
    expect(screen.queryByRole('button', { name: 'Dub another face in this result' })).toBeNull();
    cleanup();
    renderResult([finishedJob], { renderNextActions, passes: { passes: [], isOwn: true } });
    await advance(0);
    expect(screen.getByText('The result becomes the next clip. Finding its faces costs 0.007 PTC.')).toBeTruthy();
    await press(screen.getByRole('button', { name: 'Dub another face in this result' }));
    expect(onDubAnother).toHaveBeenCalledOnce();
  });

  it('a finished job states when upstream deletes its copy and that ours stays', async () => {
    const savedAt = secondsAgo(40);
    renderResult([{ ...finishedJob, savedAt, upstreamDeletesAt: '2026-03-31T12:00:00Z' }]);
    await advance(0);
    expect(screen.getByText('The service deletes its copy on 31 March. Yours stays.')).toBeTruthy();
    cleanup();
    renderResult([{ ...finishedJob, savedAt, upstreamDeletesAt: '2026-02-28T12:00:00Z' }]);
    await advance(0);
    expect(screen.getByText('Saved here. It stays until somebody deletes it.')).toBeTruthy();
  });

  it('a job that is not archived yet shows the last day to download it and polls until it is', async () => {
    const unsaved = { ...finishedJob, savedAt: null, upstreamDeletesAt: '2026-03-31T12:00:00Z' };
    const { asked: requests } = renderResult([unsaved, { ...unsaved, savedAt: secondsAgo(0) }]);
    await advance(0);
    expect(screen.getByText('Being saved here. Until then it plays from the service.')).toBeTruthy();
    await advance(10_000);
    expect(requests).toHaveLength(2);
    expect(screen.getByText(/Yours stays/)).toBeTruthy();
    cleanup();
    renderResult([{ ...unsaved, updatedAt: secondsAgo(400) }]);
    await advance(0);
    expect(screen.getByText(/The service deletes it on 31 March: download it before then\./)).toBeTruthy();
  });

  it('a finished job states that its video was deleted or not archived in time', async () => {
    renderResult([{ ...finishedJob, videoUrl: null, savedAt: secondsAgo(900), resultDeletedAt: '2026-02-27T12:00:00Z' }]);
    await advance(0);
    expect(screen.getByRole('heading', { name: 'This result was deleted' })).toBeTruthy();
    expect(screen.getByText(/It was deleted on 27 February\./)).toBeTruthy();
    cleanup();
    renderResult([{ ...finishedJob, videoUrl: null, savedAt: null, upstreamDeletesAt: '2026-02-27T12:00:00Z' }]);
    await advance(0);
    expect(screen.getByRole('heading', { name: 'This result is gone' })).toBeTruthy();
  });

  it('a finished job can be compared with its source if that is stored', async () => {
    renderResult([finishedJob]);
    await advance(0);
    expect(screen.getByText('The clip from before is not kept here, so there is nothing to compare with.')).toBeTruthy();
    cleanup();
    renderResult([{ ...finishedJob, originalUrl: '/api/advanced-lip-sync/job-1/original' }]);
    await advance(0);
    expect(screen.getByLabelText('Before', { selector: 'video' }).getAttribute('src')).toBe('/api/advanced-lip-sync/job-1/original');
  });
});

describe('later pass', () => {
  const createPass = (jobId: string, sourceJobId: string | null, facesMilliPtc: number): Pass => ({
    ...{
      jobId,
      sourceJobId,
      status: 'succeeded',
      createdAt: secondsAgo(600),
      thumbnailUrl: null,
      videoUrl: `/api/advanced-lip-sync/${jobId}/video`,
    },
    ...{ voice: { startMs: 2_400, endMs: 7_200 }, originalUrl: `/api/advanced-lip-sync/${jobId}/original` },
    ...{ facesMilliPtc, lipSyncMilliPtc: 70 },
  });
  const passes = { passes: [createPass('job-0', null, 8), createPass('job-1', 'job-0', 7), createPass('job-2', 'job-1', 7)], isOwn: true };
  const later: JobResponse = { ...finishedJob, sourceJobId: 'job-0', originalUrl: '/api/advanced-lip-sync/job-1/original' };

  it('the passes of a clip are listed with their total price and this one marked', async () => {
    renderResult([later], { passes });
    await advance(0);
    const work = screen.getByRole('region', { name: 'Passes of this piece of work' });
    expect(within(work).getByRole('heading', { name: '2 passes, one piece of work' })).toBeTruthy();
    expect(within(work).getByText('0.155 PTC in all')).toBeTruthy();
    expect(
      within(work)
        .getAllByRole('link')
        .map((link) => link.getAttribute('href')),
    ).toEqual(['/jobs/job-0', '/jobs/job-2']);
    expect(within(work).getByText('This one')).toBeTruthy();
    expect(screen.getByText('Took 4 min 12 s · 0.077 PTC')).toBeTruthy();
  });

  it('a later pass can be compared with the previous pass or the first clip', async () => {
    renderResult([later], { passes });
    await advance(0);
    const shown = () => screen.getByLabelText('Before', { selector: 'video' }).getAttribute('src');
    expect(shown()).toBe('/api/advanced-lip-sync/job-1/original');
    await press(screen.getByRole('radio', { name: 'First clip' }));
    expect(shown()).toBe('/api/advanced-lip-sync/job-0/original');
  });

  it('a single pass shows no list', async () => {
    renderResult([finishedJob], { passes: { passes: [createPass('job-1', null, 8)], isOwn: true } });
    await advance(0);
    expect(screen.queryByRole('region', { name: 'Passes of this piece of work' })).toBeNull();
    expect(screen.getByText('Took 4 min 12 s · 0.078 PTC')).toBeTruthy();
  });
});

describe('completion notifications', () => {
  function createNotificationApi(permission: NotificationPermissionState, response: NotificationPermissionState = permission) {
    let now = permission;
    return {
      permission: () => now,
      requestPermission: vi.fn(async () => {
        now = response;
        return now;
      }),
      notify: vi.fn<CompletionNotifications['notify']>(),
      chime: vi.fn(),
    };
  }
  const blurPage = () => vi.spyOn(document, 'hasFocus').mockReturnValue(false);

  it('a notification requires a click and is shown once when the job is done', async () => {
    blurPage();
    const notificationApi = createNotificationApi('default', 'granted');
    renderResult([runningJob, finishedJob], { notificationApi });
    await advance(0);
    expect(notificationApi.requestPermission).not.toHaveBeenCalled();
    await press(screen.getByRole('button', { name: 'Tell me when it is done' }));
    expect(notificationApi.requestPermission).toHaveBeenCalledOnce();
    expect(screen.getByText('You will be told, as long as this page stays open.')).toBeTruthy();
    await advance(5_000);
    expect(notificationApi.notify).toHaveBeenCalledExactlyOnceWith('Interview A is done', 'Your result is ready to watch.');
    expect(notificationApi.chime).not.toHaveBeenCalled();
  });

  it('a blocked notification permission is explained and not requested', async () => {
    blurPage();
    const notificationApi = createNotificationApi('default', 'denied');
    renderResult([runningJob, finishedJob], { notificationApi });
    await advance(0);
    await press(screen.getByRole('button', { name: 'Tell me when it is done' }));
    expect(screen.getByText(/This browser does not let this page notify you/)).toBeTruthy();
    await advance(5_000);
    expect(notificationApi.notify).not.toHaveBeenCalled();
  });

  it('the notification setting is stored, covers failures, and is skipped in the active tab', async () => {
    localStorage.setItem('tell-when-done', 'on');
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    const watched = createNotificationApi('granted');
    renderResult([runningJob, finishedJob], { notificationApi: watched });
    await advance(5_000);
    expect(watched.notify).not.toHaveBeenCalled();
    cleanup();
    blurPage();
    const notificationApi = createNotificationApi('granted');
    renderResult([runningJob, { ...runningJob, status: 'failed', nextPollMs: null }], { notificationApi });
    await advance(5_000);
    expect(notificationApi.notify).toHaveBeenCalledExactlyOnceWith('Interview A did not work', expect.any(String));
  });

  it('a job that was done before the page was opened does not notify', async () => {
    localStorage.setItem('tell-when-done', 'on');
    localStorage.setItem('sound-when-done', 'on');
    blurPage();
    const notificationApi = createNotificationApi('granted');
    renderResult([finishedJob], { notificationApi });
    await advance(5_000);
    expect(notificationApi.notify).not.toHaveBeenCalled();
    expect(notificationApi.chime).not.toHaveBeenCalled();
  });

  it('the completion sound is optional and is played once when it is switched on', async () => {
    const notificationApi = createNotificationApi('unavailable');
    renderResult([runningJob, finishedJob], { notificationApi });
    await advance(0);
    expect(screen.queryByRole('button', { name: 'Tell me when it is done' })).toBeNull();
    await press(screen.getByRole('switch', { name: 'A gentle sound' }));
    expect(notificationApi.chime).toHaveBeenCalledTimes(1);
    await advance(5_000);
    expect(notificationApi.chime).toHaveBeenCalledTimes(2);
    expect(localStorage.getItem('sound-when-done')).toBe('on');
  });
});

describe('getDownloadFileName', () => {
  it.each([
    ['interview.mov', 'interview lip-sync.mp4'],
    ['采访 一.mp4', '采访 一 lip-sync.mp4'],
    ['../../etc/passwd', 'etc passwd lip-sync.mp4'],
    ['a\u202Egpj.exe', 'a gpj lip-sync.mp4'],
    ['.mov', 'job-1 lip-sync.mp4'],
    [null, 'job-1 lip-sync.mp4'],
    [`${'长'.repeat(300)}.mp4`, `${'长'.repeat(80)} lip-sync.mp4`],
  ])('the download name of %j is %j', (videoName, expected) => {
    expect(getDownloadFileName(videoName, 'job-1', 'lip-sync')).toBe(expected);
  });
});
