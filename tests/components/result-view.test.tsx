import { onlineManager, QueryClient } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { downloadName } from '@/components/wizard/download-name';
import { ResultView } from '@/components/wizard/result-view';
import type { Api } from '@/lib/client/api';
import { ApiError } from '@/lib/client/api-error';
import { ApiProvider } from '@/lib/client/api-provider';
import type { JobAnswer } from '@/lib/contracts/job';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const ago = (seconds: number) => new Date(NOW - seconds * 1_000).toISOString();

const running: JobAnswer = {
  jobId: 'job-1',
  status: 'processing',
  message: null,
  createdAt: ago(80),
  updatedAt: ago(5),
  videoUrl: null,
  nextPollMs: 5_000,
  videoId: 'video-1',
  faceId: '0',
  placement: { trimStartMs: 600, trimEndMs: 5_400, insertAtMs: 2_400, voiceVolume: 1, originalVolume: 0 },
  voiceDurationMs: 6_000,
  videoDurationMs: 10_000,
  videoName: 'Interview A.mov',
  costMilliPtc: 70,
  charged: 'yes',
  practice: false,
};
const done: JobAnswer = {
  ...running,
  status: 'succeeded',
  createdAt: ago(300),
  updatedAt: ago(48),
  videoUrl: '/api/advanced-lip-sync/job-1/video',
  nextPollMs: null,
};

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  document.title = 'Lip-sync Wizard';
});
afterEach(() => {
  cleanup();
  onlineManager.setOnline(true);
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

interface Options {
  readonly onChangeAndTryAgain?: () => void;
  readonly onCreateAgain?: () => void;
  readonly creatingAgain?: { readonly busy: boolean; readonly error: ApiError | null };
}

/** Answers each question with the next of `answers`; the last one stays. */
function setup(answers: readonly (JobAnswer | ApiError)[], options: Options = {}) {
  const asked: string[] = [];
  const readJob = async (jobId: string) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push(jobId);
    if (!answer || answer instanceof ApiError) throw answer ?? new Error('no answer was prepared');
    return answer;
  };
  const refuse = () => Promise.reject(new Error('a job’s page asks only about the job'));
  const api: Api = { readJob, identifyFace: refuse, createJob: refuse, openUpload: refuse, openDoor: refuse, readSpending: refuse };
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <ApiProvider api={api} queryClient={queryClient}>
      <ResultView jobId="job-1" practice={false} {...options} />
    </ApiProvider>,
  );
  return { asked };
}

/** One millisecond more than asked: the cache tells its observers in a timer of its own. */
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms + 1));
/** Not `user-event`, which waits by timers that stand still here. */
const press = async (element: HTMLElement) => {
  fireEvent.click(element);
  await pass(0);
};

describe('a job that runs', () => {
  it.each([
    ['submitting', 'Sending'],
    ['submitted', 'Waiting its turn'],
    ['processing', 'Moving the mouth'],
  ] as const)('says what happens while it is %s, how long it has taken and how long it usually takes', async (status, title) => {
    setup([{ ...running, status }]);
    await pass(0);
    expect(screen.getByRole('heading', { name: title })).toBeTruthy();
    expect(screen.getByText('1:20')).toBeTruthy();
    expect(screen.getByText('usually about 4 min')).toBeTruthy();
    expect(screen.getByText(/You can close this page/)).toBeTruthy();
    expect(screen.getByRole('progressbar').getAttribute('aria-valuetext')).toBe('1 min 20 s so far, usually about 4 min');
  });

  it('counts on, in the page and in its title, and gives the title back', async () => {
    setup([running]);
    await pass(0);
    expect(document.title).toBe('1:20 · working · Lip-sync Wizard');
    await pass(3_000);
    expect(screen.getByText('1:23')).toBeTruthy();
    expect(document.title).toBe('1:23 · working · Lip-sync Wizard');
    cleanup();
    expect(document.title).toBe('Lip-sync Wizard');
  });

  it('measures itself against what practice usually takes when it is practice', async () => {
    setup([{ ...running, practice: true, createdAt: ago(5) }]);
    await pass(0);
    expect(screen.getByText('usually about 12 s')).toBeTruthy();
  });

  it('says so when it takes longer than usual', async () => {
    setup([{ ...running, createdAt: ago(600) }]);
    await pass(0);
    expect(screen.getByText(/This takes longer than usual/)).toBeTruthy();
  });

  it('is asked about when its last answer said so, and never again at its end', async () => {
    const { asked } = setup([running, { ...running, nextPollMs: 20_000 }, done]);
    await pass(0);
    expect(asked).toEqual(['job-1']);
    await pass(5_000);
    expect(asked).toHaveLength(2);
    await pass(19_000);
    expect(asked).toHaveLength(2);
    await pass(1_000);
    expect(asked).toHaveLength(3);
    expect(screen.getByRole('link', { name: 'Download' })).toBeTruthy();
    await pass(3_600_000);
    expect(asked).toHaveLength(3);
  });

  it('stays on the screen when one look brings no answer', async () => {
    setup([running, new ApiError('upstream-down')]);
    await pass(5_000);
    expect(screen.getByRole('heading', { name: 'Moving the mouth' })).toBeTruthy();
    expect(screen.getByText(/The last look brought no answer/)).toBeTruthy();
  });

  it('goes on being shown when the connection is gone', async () => {
    setup([running]);
    await pass(0);
    act(() => onlineManager.setOnline(false));
    await pass(5_000);
    expect(screen.getByText(/You are offline\. The job goes on/)).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Moving the mouth' })).toBeTruthy();
  });
});

describe('a job whose answer was lost', () => {
  const unknown: JobAnswer = { ...running, status: 'unknown', charged: 'unknown', updatedAt: running.createdAt, nextPollMs: 60_000 };
  const searchedFor = (seconds: number): JobAnswer => ({ ...unknown, createdAt: ago(seconds), updatedAt: ago(seconds) });

  it('says what that means for the money, and that nothing is sent again', async () => {
    setup([unknown], { onCreateAgain: vi.fn() });
    await pass(0);
    expect(screen.getByText(/It may have been charged\. It is being looked up, which is free; nothing is sent again\./)).toBeTruthy();
    expect(screen.getByText(/Looking for up to 9 min more/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /Create again/ })).toBeNull();
    expect(document.title).toBe('No answer yet · Lip-sync Wizard');
  });

  it('leaves the choice to the editor after ten minutes, with the price on it', async () => {
    const onCreateAgain = vi.fn();
    setup([searchedFor(599)], { onCreateAgain });
    await pass(0);
    expect(screen.queryByRole('button', { name: /Create again/ })).toBeNull();
    await pass(1_000);
    expect(onCreateAgain).not.toHaveBeenCalled();
    await press(screen.getByRole('button', { name: 'Create again · 0.07 PTC' }));
    expect(onCreateAgain).toHaveBeenCalledOnce();
    expect(screen.getByText(/We could not find it\. It may still have been made and charged\./)).toBeTruthy();
    expect(screen.getByText('Create again for 0.07 PTC?')).toBeTruthy();
  });

  it('is created again by one press of two', async () => {
    const onCreateAgain = vi.fn();
    setup([searchedFor(900)], { onCreateAgain });
    await pass(0);
    const button = screen.getByRole('button', { name: /Create again/ });
    await press(button);
    await press(button);
    expect(onCreateAgain).toHaveBeenCalledOnce();
  });

  it('says where it can be created again when this browser holds none of its settings', async () => {
    setup([searchedFor(900)]);
    await pass(0);
    expect(screen.queryByRole('button', { name: /Create again/ })).toBeNull();
    expect(screen.queryByText(/Create again for/)).toBeNull();
    expect(screen.getByText(/open this page in the browser where it was made/)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'To the wizard' }).getAttribute('href')).toBe('/');
  });

  it('counts the ten minutes from when the search began, not from the press', async () => {
    setup([{ ...unknown, createdAt: ago(650), updatedAt: ago(590) }], { onCreateAgain: vi.fn() });
    await pass(0);
    expect(screen.queryByRole('button', { name: /Create again/ })).toBeNull();
    await pass(10_000);
    expect(screen.getByRole('button', { name: /Create again/ })).toBeTruthy();
  });

  it('says why it could not be created again, and whether that cost anything', async () => {
    const error = new ApiError('budget-used-up');
    setup([searchedFor(900)], { onCreateAgain: vi.fn(), creatingAgain: { busy: false, error } });
    await pass(0);
    expect(screen.getByRole('alert').textContent).toContain('Today’s budget is used up. Nothing was charged.');
    expect(screen.getByRole('button', { name: /Create again/ })).toBeTruthy();
  });

  it('lets no press through while one is under way', async () => {
    const onCreateAgain = vi.fn();
    setup([searchedFor(900)], { onCreateAgain, creatingAgain: { busy: true, error: null } });
    await pass(0);
    await press(screen.getByRole('button', { name: /Create again/ }));
    expect(onCreateAgain).not.toHaveBeenCalled();
  });

  it('never speaks of a charge in practice', async () => {
    setup([{ ...searchedFor(900), practice: true }], { onCreateAgain: vi.fn() });
    await pass(0);
    expect(screen.getByText(/Nothing was charged: this is practice\./)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Create again · practice' })).toBeTruthy();
  });
});

describe('a job that failed', () => {
  const failed: JobAnswer = { ...running, status: 'failed', nextPollMs: null, message: 'The content did not pass review' };

  it.each([
    ['no', 'Nothing was charged.'],
    ['yes', 'It was charged.'],
    ['unknown', 'It counts as charged until the service says otherwise.'],
  ] as const)('says why, and whether it was charged (%s)', async (charged, money) => {
    setup([{ ...failed, charged }]);
    await pass(0);
    expect(screen.getByText('The service says: “The content did not pass review”')).toBeTruthy();
    expect(screen.getByText(money)).toBeTruthy();
    expect(screen.getByRole('link', { name: 'To the wizard' })).toBeTruthy();
    expect(document.title).toBe('Did not work · Lip-sync Wizard');
  });

  it('costs nothing in practice', async () => {
    setup([{ ...failed, practice: true, charged: 'yes' }]);
    await pass(0);
    expect(screen.getByText('Nothing was charged: this is practice.')).toBeTruthy();
  });

  it('says so when the service gave no reason, and leads back to the kept settings', async () => {
    const onChangeAndTryAgain = vi.fn();
    setup([{ ...failed, message: null }], { onChangeAndTryAgain });
    await pass(0);
    expect(screen.getByText('The service gave no reason.')).toBeTruthy();
    expect(screen.getByText(/Your clip, voice and settings are kept\./)).toBeTruthy();
    await press(screen.getByRole('button', { name: 'Change and try again' }));
    expect(onChangeAndTryAgain).toHaveBeenCalledOnce();
  });
});

describe('a page without an answer', () => {
  it('says that it looks before anything is known', async () => {
    setup([running]);
    expect(screen.getByRole('status').textContent).toBe('Looking up this job');
    await pass(0);
  });

  it('says that there is no job at this address', async () => {
    setup([new ApiError('not-found')]);
    await pass(0);
    expect(screen.getByRole('heading', { name: 'There is no job at this address' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'To the wizard' })).toBeTruthy();
  });

  it('words any other error, and looks again when asked to', async () => {
    const { asked } = setup([new ApiError('upstream-down', { requestId: 'req-7' }), done]);
    await pass(0);
    expect(screen.getByRole('alert').textContent).toContain('The lip-sync service is not working right now. Nothing was charged.');
    await press(screen.getByRole('button', { name: 'Try again' }));
    await pass(0);
    expect(asked).toHaveLength(2);
    expect(screen.getByRole('link', { name: 'Download' })).toBeTruthy();
  });

  it('says that it is offline when it never got to ask', async () => {
    onlineManager.setOnline(false);
    const { asked } = setup([running]);
    await pass(0);
    expect(asked).toEqual([]);
    expect(screen.getByRole('heading', { name: 'You are offline' })).toBeTruthy();
    act(() => onlineManager.setOnline(true));
    await pass(0);
    expect(screen.getByRole('heading', { name: 'Moving the mouth' })).toBeTruthy();
  });
});

describe('a job that is done', () => {
  it('plays, and says how long it took and what it cost', async () => {
    setup([done]);
    await pass(0);
    expect(document.querySelector('video')?.getAttribute('src')).toBe('/api/advanced-lip-sync/job-1/video');
    expect(screen.getByRole('heading', { name: 'Interview A' })).toBeTruthy();
    expect(screen.getByText('Took 4 min 12 s · 0.07 PTC')).toBeTruthy();
    expect(document.title).toBe('Done · Lip-sync Wizard');
  });

  it('says in practice that lips are not changed, volumes not mixed and nothing charged', async () => {
    setup([{ ...done, practice: true, createdAt: ago(12), updatedAt: ago(0) }]);
    await pass(0);
    expect(screen.getByText('Took 12 s · practice, nothing charged')).toBeTruthy();
    expect(screen.getByText(/lips are not changed, and volumes are not mixed/)).toBeTruthy();
  });

  it('waits for the copy when it does not play yet, and looks again when asked to', async () => {
    const { asked } = setup([{ ...done, videoUrl: null }, done]);
    await pass(0);
    expect(screen.getByRole('heading', { name: 'Done, being saved' })).toBeTruthy();
    await press(screen.getByRole('button', { name: 'Look again' }));
    await pass(0);
    expect(asked).toHaveLength(2);
    expect(screen.getByRole('link', { name: 'Download' })).toBeTruthy();
  });

  it('downloads under the clip’s own name', async () => {
    setup([done]);
    await pass(0);
    const link = screen.getByRole('link', { name: 'Download' });
    expect(link.getAttribute('download')).toBe('Interview A lip-sync.mp4');
    expect(link.getAttribute('href')).toBe('/api/advanced-lip-sync/job-1/video?download=Interview%20A%20lip-sync.mp4');
  });

  it('copies its own address', async () => {
    setup([done]);
    await pass(0);
    const writeText = vi.fn(async () => {});
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    await press(screen.getByRole('button', { name: 'Copy link' }));
    expect(writeText).toHaveBeenCalledExactlyOnceWith(`${window.location.origin}/jobs/job-1`);
    expect(screen.getByRole('button', { name: 'Link copied' })).toBeTruthy();
  });

  it('shows its address for copying by hand where the browser refuses', async () => {
    setup([done]);
    await pass(0);
    vi.stubGlobal('navigator', {});
    await press(screen.getByRole('button', { name: 'Copy link' }));
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Address of this result' }).value).toBe(
      `${window.location.origin}/jobs/job-1`,
    );
  });

  it('offers to change and try again only where the settings are kept', async () => {
    setup([done]);
    await pass(0);
    expect(screen.queryByRole('button', { name: 'Change and try again' })).toBeNull();
    cleanup();
    const onChangeAndTryAgain = vi.fn();
    setup([done], { onChangeAndTryAgain });
    await pass(0);
    await press(screen.getByRole('button', { name: 'Change and try again' }));
    expect(onChangeAndTryAgain).toHaveBeenCalledOnce();
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
    expect(downloadName(videoName, 'job-1', 'lip-sync')).toBe(expected);
  });
});
