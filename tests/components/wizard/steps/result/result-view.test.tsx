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

/** Answers each question with the next of `responses`; the last one stays. */
function renderResult(responses: readonly (JobResponse | ApiError)[], { passes, ...options }: Options = {}) {
  const requests: string[] = [];
  const readJob = async (jobId: string) => {
    const response = responses[Math.min(requests.length, responses.length - 1)];
    requests.push(jobId);
    if (!response || response instanceof ApiError) throw response ?? new Error('no answer was prepared');
    return response;
  };
  const rejectCall = () => Promise.reject(new Error('a job’s page asks only about the job'));
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

/** One millisecond more than asked: the cache tells its observers in a timer of its own. */
const advance = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms + 1));
/** Not `user-event`, which waits by timers that stand still here. */
const press = async (element: HTMLElement) => {
  fireEvent.click(element);
  await advance(0);
};

const nextActionsWith = (actions: { onChange?: (() => void) | null; onDubAnother?: (() => void) | null }) => (job: JobResponse) => (
  <NextActions job={job} onChange={actions.onChange ?? null} onDubAnother={actions.onDubAnother ?? null} busy={false} error={null} />
);

describe('a job that runs', () => {
  it.each([
    ['submitting', 'Sending'],
    ['submitted', 'Waiting its turn'],
    ['processing', 'Moving the mouth'],
  ] as const)('says what happens while it is %s, how long it has taken and how long it usually takes', async (status, title) => {
    renderResult([{ ...runningJob, status }]);
    await advance(0);
    expect(screen.getByRole('heading', { name: title })).toBeTruthy();
    expect(screen.getByText('1:20')).toBeTruthy();
    expect(screen.getByText('usually about 4 min')).toBeTruthy();
    expect(screen.getByText(/You can close this page/)).toBeTruthy();
    expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('1 min 20 s so far, usually about 4 min');
  });

  it('counts on, in the page and in its title, and gives the title back', async () => {
    renderResult([runningJob]);
    await advance(0);
    expect(document.title).toBe('1:20 · working · Lip-sync Wizard');
    await advance(3_000);
    expect(screen.getByText('1:23')).toBeTruthy();
    expect(document.title).toBe('1:23 · working · Lip-sync Wizard');
    cleanup();
    expect(document.title).toBe('Lip-sync Wizard');
  });

  it('measures itself against what jobs of its kind have usually taken of late', async () => {
    renderResult([{ ...runningJob, practice: true, createdAt: secondsAgo(5), usualMs: 12_000 }]);
    await advance(0);
    expect(screen.getByText('usually about 12 s')).toBeTruthy();
  });

  it('says so when it takes longer than usual', async () => {
    renderResult([{ ...runningJob, createdAt: secondsAgo(600) }]);
    await advance(0);
    expect(screen.getByText(/This takes longer than usual/)).toBeTruthy();
  });

  it('is asked about when its last answer said so, and never again at its end', async () => {
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

  it('stays on the screen when one look brings no answer', async () => {
    renderResult([runningJob, new ApiError('upstream-unavailable')]);
    await advance(5_000);
    expect(screen.getByRole('heading', { name: 'Moving the mouth' })).toBeTruthy();
    expect(screen.getByText(/The last look brought no answer/)).toBeTruthy();
  });

  it('goes on being shown when the connection is gone', async () => {
    renderResult([runningJob]);
    await advance(0);
    act(() => onlineManager.setOnline(false));
    await advance(5_000);
    expect(screen.getByText(/You are offline\. The job goes on/)).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Moving the mouth' })).toBeTruthy();
  });
});

describe('a job whose answer was lost', () => {
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

  it('says what that means for the money, and that nothing is sent again', async () => {
    renderResult([unknown], { onCreateAgain: vi.fn() });
    await advance(0);
    expect(screen.getByText(/It may have been charged\. It is being looked up, which is free; nothing is sent again\./)).toBeTruthy();
    expect(screen.getByText(/Looking for up to 9 min more/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Create again/ })).toBeNull();
    expect(document.title).toBe('No answer yet · Lip-sync Wizard');
  });

  it('leaves the choice to the editor after ten minutes, with the price on it', async () => {
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

  it('is created again by one press of two', async () => {
    const onCreateAgain = vi.fn();
    renderResult([searchedForSeconds(900)], { onCreateAgain });
    await advance(0);
    const button = screen.getByRole('button', { name: /Create again/ });
    await press(button);
    await press(button);
    expect(onCreateAgain).toHaveBeenCalledOnce();
  });

  it('says where it can be created again when this browser holds none of its settings', async () => {
    renderResult([searchedForSeconds(900)]);
    await advance(0);
    expect(screen.queryByRole('button', { name: /Create again/ })).toBeNull();
    expect(screen.queryByText(/Create again for/)).toBeNull();
    expect(screen.getByText(/open this page in the browser where it was made/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'To the wizard' }).getAttribute('href')).toBe('/');
  });

  it('counts the ten minutes from when the search began, not from the press', async () => {
    renderResult([{ ...unknown, createdAt: secondsAgo(650), updatedAt: secondsAgo(590) }], { onCreateAgain: vi.fn() });
    await advance(0);
    expect(screen.queryByRole('button', { name: /Create again/ })).toBeNull();
    await advance(10_000);
    expect(screen.getByRole('button', { name: /Create again/ })).toBeTruthy();
  });

  it('says why it could not be created again, and whether that cost anything', async () => {
    const error = new ApiError('budget-exceeded');
    renderResult([searchedForSeconds(900)], { onCreateAgain: vi.fn(), replacement: { isBusy: false, error } });
    await advance(0);
    expect(screen.getByRole('alert').textContent).toContain('Today’s budget is used up. Nothing was charged.');
    expect(screen.getByRole('button', { name: /Create again/ })).toBeTruthy();
  });

  it('lets no press through while one is under way', async () => {
    const onCreateAgain = vi.fn();
    renderResult([searchedForSeconds(900)], { onCreateAgain, replacement: { isBusy: true, error: null } });
    await advance(0);
    await press(screen.getByRole('button', { name: /Create again/ }));
    expect(onCreateAgain).not.toHaveBeenCalled();
  });

  it('never speaks of a charge in practice', async () => {
    renderResult([{ ...searchedForSeconds(900), practice: true }], { onCreateAgain: vi.fn() });
    await advance(0);
    expect(screen.getByText(/Nothing was charged: this is practice\./)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Create again · practice' })).toBeTruthy();
  });
});

describe('a job that failed', () => {
  const failed: JobResponse = { ...runningJob, status: 'failed', nextPollMs: null, message: 'The content did not pass review' };

  it.each([
    ['no', 'Nothing was charged.'],
    ['yes', 'It was charged.'],
    ['unknown', 'It counts as charged until the service says otherwise.'],
  ] as const)('says why, and whether it was charged (%s)', async (charged, money) => {
    renderResult([{ ...failed, charged }]);
    await advance(0);
    expect(screen.getByText('The service says: “The content did not pass review”')).toBeTruthy();
    expect(screen.getByText(money)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'To the wizard' })).toBeTruthy();
    expect(document.title).toBe('Did not work · Lip-sync Wizard');
  });

  it('costs nothing in practice', async () => {
    renderResult([{ ...failed, practice: true, charged: 'yes' }]);
    await advance(0);
    expect(screen.getByText('Nothing was charged: this is practice.')).toBeTruthy();
  });

  it('says so when the service gave no reason, and leads back to the kept settings', async () => {
    const onChange = vi.fn();
    renderResult([{ ...failed, message: null }], { renderNextActions: nextActionsWith({ onChange }) });
    await advance(0);
    expect(screen.getByText('The service gave no reason.')).toBeTruthy();
    expect(screen.getByText(/Your clip, voice and settings are kept\./)).toBeTruthy();
    await press(screen.getByRole('button', { name: 'Change and try again' }));
    expect(onChange).toHaveBeenCalledOnce();
  });
});

describe('a page without an answer', () => {
  it('says that it looks before anything is known', async () => {
    renderResult([runningJob]);
    expect(screen.getByRole('status').textContent).toBe('Looking up this job');
    await advance(0);
  });

  it('says that there is no job at this address', async () => {
    renderResult([new ApiError('not-found')]);
    await advance(0);
    expect(screen.getByRole('heading', { name: 'There is no job at this address' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'To the wizard' })).toBeTruthy();
  });

  it('words any other error, and looks again when asked to', async () => {
    const { asked: requests } = renderResult([new ApiError('upstream-unavailable', { requestId: 'req-7' }), finishedJob]);
    await advance(0);
    expect(screen.getByRole('alert').textContent).toContain('The lip-sync service is not working right now. Nothing was charged.');
    await press(screen.getByRole('button', { name: 'Try again' }));
    await advance(0);
    expect(requests).toHaveLength(2);
    expect(screen.getByRole('link', { name: 'Download' })).toBeTruthy();
  });

  it('says that it is offline when it never got to ask', async () => {
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

describe('a job that is done', () => {
  it('is called what its editor called it, and is saved under that name', async () => {
    renderResult([{ ...finishedJob, name: 'Greeting: final' }]);
    await advance(0);
    expect(screen.getByRole('heading', { level: 1, name: 'Greeting: final' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Download' }).getAttribute('download')).toBe('Greeting final lip-sync.mp4');
  });

  it('plays, and says how long it took and what it cost', async () => {
    renderResult([finishedJob]);
    await advance(0);
    expect(document.querySelector('video')?.getAttribute('src')).toBe('/api/advanced-lip-sync/job-1/video');
    expect(screen.getByRole('heading', { name: 'Interview A' })).toBeTruthy();
    expect(screen.getByText('Took 4 min 12 s · 0.07 PTC')).toBeTruthy();
    expect(document.title).toBe('Done · Lip-sync Wizard');
  });

  it('says in practice that lips are not changed, volumes not mixed and nothing charged', async () => {
    renderResult([{ ...finishedJob, practice: true, createdAt: secondsAgo(12), updatedAt: secondsAgo(0) }]);
    await advance(0);
    expect(screen.getByText('Took 12 s · practice, nothing charged')).toBeTruthy();
    expect(screen.getByText(/lips are not changed, and volumes are not mixed/)).toBeTruthy();
  });

  it('waits for the copy when it does not play yet, and looks again when asked to', async () => {
    const { asked: requests } = renderResult([{ ...finishedJob, videoUrl: null }, finishedJob]);
    await advance(0);
    expect(screen.getByRole('heading', { name: 'Done, being saved' })).toBeTruthy();
    await press(screen.getByRole('button', { name: 'Look again' }));
    await advance(0);
    expect(requests).toHaveLength(2);
    expect(screen.getByRole('link', { name: 'Download' })).toBeTruthy();
  });

  it('downloads under the clip’s own name', async () => {
    renderResult([finishedJob]);
    await advance(0);
    const link = screen.getByRole('link', { name: 'Download' });
    expect(link.getAttribute('download')).toBe('Interview A lip-sync.mp4');
    expect(link.getAttribute('href')).toBe('/api/advanced-lip-sync/job-1/video?download=Interview%20A%20lip-sync.mp4');
  });

  it('copies its own address', async () => {
    renderResult([finishedJob]);
    await advance(0);
    const writeText = vi.fn(async () => {});
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    await press(screen.getByRole('button', { name: 'Copy link' }));
    expect(writeText).toHaveBeenCalledExactlyOnceWith(`${window.location.origin}/jobs/job-1`);
    expect(screen.getByRole('button', { name: 'Link copied' })).toBeTruthy();
  });

  it('shows its address for copying by hand where the browser refuses', async () => {
    renderResult([finishedJob]);
    await advance(0);
    vi.stubGlobal('navigator', {});
    await press(screen.getByRole('button', { name: 'Copy link' }));
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Address of this result' }).value).toBe(
      `${window.location.origin}/jobs/job-1`,
    );
  });

  it('offers to change and try again only where the settings can be had, and says that only the lip-sync is paid again', async () => {
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

  it('says when the faces have to be found anew, and what that costs', async () => {
    renderResult([{ ...finishedJob, sessionExpiresAt: secondsAgo(1) }], { renderNextActions: nextActionsWith({ onChange: vi.fn() }) });
    await advance(0);
    expect(screen.getByText(/They are found anew first, for 0\.007 PTC\./)).toBeTruthy();
  });

  it('offers a further pass over its own result alone, with the price of its faces', async () => {
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

  it('says until when the service keeps its copy, and that ours stays', async () => {
    const savedAt = secondsAgo(40);
    renderResult([{ ...finishedJob, savedAt, upstreamDeletesAt: '2026-03-31T12:00:00Z' }]);
    await advance(0);
    expect(screen.getByText('The service deletes its copy on 31 March. Yours stays.')).toBeTruthy();
    cleanup();
    renderResult([{ ...finishedJob, savedAt, upstreamDeletesAt: '2026-02-28T12:00:00Z' }]);
    await advance(0);
    expect(screen.getByText('Saved here. It stays until somebody deletes it.')).toBeTruthy();
  });

  it('says when it is not saved yet, with the day to download it by, and looks again until it is', async () => {
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

  it('says when it was deleted, or was never saved in time', async () => {
    renderResult([{ ...finishedJob, videoUrl: null, savedAt: secondsAgo(900), resultDeletedAt: '2026-02-27T12:00:00Z' }]);
    await advance(0);
    expect(screen.getByRole('heading', { name: 'This result was deleted' })).toBeTruthy();
    expect(screen.getByText(/It was deleted on 27 February\./)).toBeTruthy();
    cleanup();
    renderResult([{ ...finishedJob, videoUrl: null, savedAt: null, upstreamDeletesAt: '2026-02-27T12:00:00Z' }]);
    await advance(0);
    expect(screen.getByRole('heading', { name: 'This result is gone' })).toBeTruthy();
  });

  it('compares with what it was made of, where that is kept', async () => {
    renderResult([finishedJob]);
    await advance(0);
    expect(screen.getByText('The clip from before is not kept here, so there is nothing to compare with.')).toBeTruthy();
    cleanup();
    renderResult([{ ...finishedJob, originalUrl: '/api/advanced-lip-sync/job-1/original' }]);
    await advance(0);
    expect(screen.getByLabelText('Before', { selector: 'video' }).getAttribute('src')).toBe('/api/advanced-lip-sync/job-1/original');
  });
});

describe('a later pass', () => {
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

  it('is shown as one piece of work with its total price, this one marked, and what came after it', async () => {
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

  it('is compared with the pass before, or with the first clip', async () => {
    renderResult([later], { passes });
    await advance(0);
    const shown = () => screen.getByLabelText('Before', { selector: 'video' }).getAttribute('src');
    expect(shown()).toBe('/api/advanced-lip-sync/job-1/original');
    await press(screen.getByRole('radio', { name: 'First clip' }));
    expect(shown()).toBe('/api/advanced-lip-sync/job-0/original');
  });

  it('is no list where there is but one', async () => {
    renderResult([finishedJob], { passes: { passes: [createPass('job-1', null, 8)], isOwn: true } });
    await advance(0);
    expect(screen.queryByRole('region', { name: 'Passes of this piece of work' })).toBeNull();
    expect(screen.getByText('Took 4 min 12 s · 0.078 PTC')).toBeTruthy();
  });
});

describe('being told when it is done', () => {
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

  it('is asked for by a press alone, and then happens once, when it is done', async () => {
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

  it('says what the browser forbids, and asks nobody else', async () => {
    blurPage();
    const notificationApi = createNotificationApi('default', 'denied');
    renderResult([runningJob, finishedJob], { notificationApi });
    await advance(0);
    await press(screen.getByRole('button', { name: 'Tell me when it is done' }));
    expect(screen.getByText(/This browser does not let this page notify you/)).toBeTruthy();
    await advance(5_000);
    expect(notificationApi.notify).not.toHaveBeenCalled();
  });

  it('is remembered, says failure too, and is not needed by who is looking', async () => {
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

  it('does not happen for a job that was done before the page was opened', async () => {
    localStorage.setItem('tell-when-done', 'on');
    localStorage.setItem('sound-when-done', 'on');
    blurPage();
    const notificationApi = createNotificationApi('granted');
    renderResult([finishedJob], { notificationApi });
    await advance(5_000);
    expect(notificationApi.notify).not.toHaveBeenCalled();
    expect(notificationApi.chime).not.toHaveBeenCalled();
  });

  it('sounds gently where that is wished, which one hears at once', async () => {
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

describe('the name of a download', () => {
  it.each([
    ['interview.mov', 'interview lip-sync.mp4'],
    ['采访 一.mp4', '采访 一 lip-sync.mp4'],
    ['../../etc/passwd', 'etc passwd lip-sync.mp4'],
    ['a\u202Egpj.exe', 'a gpj lip-sync.mp4'],
    ['.mov', 'job-1 lip-sync.mp4'],
    [null, 'job-1 lip-sync.mp4'],
    [`${'长'.repeat(300)}.mp4`, `${'长'.repeat(80)} lip-sync.mp4`],
  ])('of %j is %j', (videoName, expected) => {
    expect(getDownloadFileName(videoName, 'job-1', 'lip-sync')).toBe(expected);
  });
});
