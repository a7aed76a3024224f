import { onlineManager } from '@tanstack/react-query';
import { act, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { LibraryScreen, type LibraryTabContext } from '@/components/library/library-screen';
import { SpendingDownload } from '@/components/owner/spending-download';
import { createQueryClient } from '@/lib/client/queries';
import { createApi } from '@/lib/client/requests/api';
import { ApiError } from '@/lib/client/requests/api-error';
import type { LibraryApi } from '@/lib/client/requests/library-api';
import type { JobResponse } from '@/lib/contracts/job';
import type { LibraryJob, ListJobsQuery, PersonResponse } from '@/lib/contracts/library';
import { toSearchTerms } from '@/lib/domain/job-name';
import { createJobResponse } from '../wizard/session/test-session';

const router = { push: vi.fn() };
vi.mock('next/navigation', () => ({ useRouter: () => router, useSearchParams: () => new URLSearchParams() }));

const HOUR_MS = 3_600_000;
const PAGE_SIZE = 3;

/** Noon, so that three minutes ago is today in every time zone. */
const NOW = new Date(2026, 10, 22, 12).getTime();

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
  window.history.replaceState(null, '', '/library');
  router.push.mockClear();
});
afterEach(() => {
  onlineManager.setOnline(true);
  vi.useRealTimers();
});

function job(name: string, hoursAgo: number, changes: Partial<LibraryJob> = {}): LibraryJob {
  return {
    jobId: name.replaceAll(' ', '-'),
    ...{ status: 'succeeded', name: null, videoName: `${name}.mov`, createdAt: new Date(NOW - hoursAgo * HOUR_MS).toISOString() },
    ...{
      sourceJobId: null,
      thumbnailUrl: null,
      videoDurationMs: 9_000,
      voiceMs: 5_400,
      costMilliPtc: 70,
      charged: 'yes',
      practice: false,
      isWatched: false,
    },
    ...{ result: { state: 'saved', until: null }, person: null, mayDelete: true, restorableUntil: null },
    ...changes,
  };
}

/** An in-memory server that records its calls. */
function fakeServer(jobs: LibraryJob[], people: PersonResponse[] | null = null) {
  const requests: string[] = [];
  const failures = new Map<string, ApiError>();
  const recordRequest = (text: string) => {
    requests.push(text);
    const error = failures.get(text.split(' ')[0] ?? '');
    if (error) throw error;
  };
  const updateJob = (jobId: string, set: Partial<LibraryJob>) => {
    const at = jobs.findIndex((one) => one.jobId === jobId);
    const known = jobs[at];
    if (known) jobs[at] = { ...known, ...set };
  };
  const api: LibraryApi = {
    async listJobs({ cursor = '', q = '', state, person }: ListJobsQuery) {
      recordRequest(`list ${[cursor, q, state, person].filter(Boolean).join(' ')}`.trim());
      const found = jobs
        .filter((one) => (state === 'deleted') === (one.restorableUntil !== null))
        .filter((one) => state !== 'failed' || one.status === 'failed')
        .filter((one) => person === undefined || one.person?.personId === person)
        .filter((one) => toSearchTerms(q).every((term) => (one.name ?? one.videoName ?? '').toLowerCase().includes(term)))
        .toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
      const from = cursor === '' ? 0 : found.findIndex(({ jobId }) => jobId === cursor) + 1;
      const page = found.slice(from, from + PAGE_SIZE);
      const nextCursor = from + PAGE_SIZE < found.length ? (page.at(-1)?.jobId ?? null) : null;
      return { jobs: page, nextCursor, people: cursor === '' ? people : null };
    },
    async renameJob(jobId, name) {
      recordRequest(`rename ${jobId} ${name}`);
      updateJob(jobId, { name });
      return { jobId, name };
    },
    async deleteJob(jobId) {
      recordRequest(`delete ${jobId}`);
      updateJob(jobId, { restorableUntil: '2026-12-22T12:00:00.000Z' });
    },
    async restoreJob(jobId) {
      recordRequest(`restore ${jobId}`);
      updateJob(jobId, { restorableUntil: null });
    },
  };
  return { api, asked: requests, failing: failures };
}

function createTabContext(responses: Readonly<Record<string, JobResponse>> = {}): LibraryTabContext & { readonly polledJobIds: string[] } {
  const polledJobIds: string[] = [];
  const fetch = async (input: RequestInfo | URL) => {
    const jobId = String(input).split('/').at(-1) ?? '';
    polledJobIds.push(jobId);
    return Response.json(responses[jobId] ?? {}, { status: responses[jobId] ? 200 : 500 });
  };
  const session = { openDraft: vi.fn(async () => true), goTo: vi.fn() };
  return { api: createApi({ fetch }), queryClient: createQueryClient(), session, setNavigate: vi.fn(), polledJobIds };
}

function renderLibrary(server: ReturnType<typeof fakeServer>, tab = createTabContext(), practice = false) {
  return render(<LibraryScreen practice={practice} tab={tab} api={server.api} />);
}

const getRowNames = () => screen.queryAllByRole('listitem').map((row) => within(row).queryByRole('link')?.textContent ?? row.textContent);
const row = (name: string) => {
  const found = screen.getAllByRole('listitem').find((one) => one.textContent?.includes(name));
  if (!found) throw new Error(`no row of ${name}`);
  return found;
};
async function chooseMenuItem(name: string, item: string): Promise<void> {
  await userEvent.click(screen.getByRole('button', { name: `What to do with ${name}` }));
  await userEvent.click(await screen.findByRole('menuitem', { name: new RegExp(`^${item}`) }));
}

describe('library', () => {
  test('the library groups jobs by creation day with their state, cost and storage', async () => {
    const server = fakeServer([
      job('Interview', 0.05),
      job('Old one', 24 * 40, { result: { state: 'expiring', until: '2026-12-22T12:00:00.000Z' }, costMilliPtc: 0, charged: 'no' }),
      job('Older one', 24 * 50, { result: { state: 'gone', until: null }, practice: true }),
    ]);
    renderLibrary(server);
    expect(screen.getByText('Looking up the jobs')).toBeDefined();
    await screen.findByText('Interview');
    expect(screen.getAllByRole('heading', { level: 2 })[0]?.textContent).toBe('Today');
    expect(row('Interview').textContent).toContain('3 minutes ago · 0:09 clip · 5.4 s of voice');
    expect(row('Interview').textContent).toContain('DoneSaved');
    expect(row('Interview').textContent).toContain('0.07 PTC');
    expect(row('Old one').textContent).toContain('At the service until 22 Dec 2026');
    expect(row('Old one').textContent).toContain('not charged');
    expect(row('Older one').textContent).toContain('Result deleted');
    expect(row('Older one').textContent).toContain('practice');
    expect(within(row('Interview')).getByRole('link').getAttribute('href')).toBe('/jobs/Interview');
  });

  test('the library groups several passes under the day of the newest', async () => {
    renderLibrary(fakeServer([job('Third', 1, { sourceJobId: 'Second' }), job('Other', 2), job('Second', 30, { sourceJobId: 'First' })]));
    await screen.findByText('Third');
    expect(getRowNames()).toEqual(['Third', 'Second', 'Other']);
    expect(row('Third').textContent).toContain('2 passes · 1 hour ago');
    expect(row('Second').textContent).toContain('Earlier pass');
  });

  test('the empty library links to the wizard', async () => {
    renderLibrary(fakeServer([]));
    expect(await screen.findByText('No jobs yet')).toBeDefined();
    expect(screen.getByRole('link', { name: 'Make the first' }).getAttribute('href')).toBe('/');
    expect(screen.queryByRole('searchbox')).toBeNull();
  });

  test('the library loads page after page by its button', async () => {
    const server = fakeServer(Array.from({ length: 7 }, (_, index) => job(`Take ${index}`, index)));
    renderLibrary(server);
    await screen.findByText('Take 0');
    expect(getRowNames()).toHaveLength(3);
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await screen.findByText('Take 5');
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await screen.findByText('Take 6');
    expect(getRowNames()).toHaveLength(7);
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  test('the library explains why a later page failed to load and retries on a click', async () => {
    const server = fakeServer(Array.from({ length: 5 }, (_, index) => job(`Take ${index}`, index)));
    renderLibrary(server);
    await screen.findByText('Take 0');
    server.failing.set('list', new ApiError('internal-error', { charged: 'no' }));
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect((await screen.findByRole('alert')).textContent).toContain('The server met a fault of its own.');
    expect(getRowNames()).toHaveLength(3);
    server.failing.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('Take 4');
  });

  test('the library polls a running job until its end', async () => {
    const waiting = job('Interview', 0.05, { status: 'processing', isWatched: true, mayDelete: false, result: null });
    const tab = createTabContext({
      Interview: { ...createJobResponse('Interview'), status: 'succeeded', nextPollMs: null, savedAt: '2026-11-22T12:00:00.000Z' },
    });
    renderLibrary(fakeServer([waiting, job('Other', 1)]), tab);
    await screen.findByText('Interview');
    await waitFor(() => expect(row('Interview').textContent).toContain('DoneSaved'));
    expect(tab.polledJobIds).toEqual(['Interview']);
  });

  test('the library shows its cached list on return and reloads the first page', async () => {
    const jobs = Array.from({ length: 5 }, (_, index) => job(`Take ${index}`, index + 1));
    const server = fakeServer(jobs);
    const tab = createTabContext();
    const { unmount } = renderLibrary(server, tab);
    await screen.findByText('Take 0');
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    await screen.findByText('Take 4');
    unmount();
    jobs.push(job('Brand new', 0));
    vi.setSystemTime(NOW + 60_000);
    server.asked.length = 0;
    renderLibrary(server, tab);
    expect(getRowNames()).toHaveLength(5);
    await screen.findByText('Brand new');
    expect(getRowNames()).toEqual(['Brand new', 'Take 0', 'Take 1', 'Take 2', 'Take 3', 'Take 4']);
    expect(server.asked).toEqual(['list']);
  });

  test('the library without a cached list states that it is offline and loads after reconnecting', async () => {
    onlineManager.setOnline(false);
    renderLibrary(fakeServer([job('Interview', 1)]));
    expect(await screen.findByText('You are offline')).toBeDefined();
    act(() => onlineManager.setOnline(true));
    await screen.findByText('Interview');
  });

  test('the library shows a load error and retries on a click', async () => {
    const server = fakeServer([job('Interview', 1)]);
    server.failing.set('list', new ApiError('internal-error', { charged: 'no' }));
    renderLibrary(server);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Nothing was charged.');
    server.failing.clear();
    await userEvent.click(within(alert).getByRole('button', { name: 'Try again' }));
    await screen.findByText('Interview');
  });
});

describe('library search', () => {
  test('the library search waits for a pause in typing, updates the URL and reports an empty result', async () => {
    const server = fakeServer([job('Interview', 1), job('Greeting', 2)]);
    renderLibrary(server);
    await screen.findByText('Interview');
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search by name' }), 'greet');
    await waitFor(() => expect(getRowNames()).toEqual(['Greeting']));
    expect(server.asked.filter((text) => text.startsWith('list '))).toEqual(['list greet']);
    expect(window.location.search).toBe('?q=greet');

    await userEvent.type(screen.getByRole('searchbox'), 'ings{Enter}');
    expect(await screen.findByText('No job is called “greetings”.')).toBeDefined();
    await userEvent.click(screen.getByRole('button', { name: 'Show all jobs' }));
    await waitFor(() => expect(getRowNames()).toEqual(['Interview', 'Greeting']));
    expect(screen.getByRole('searchbox')).toHaveProperty('value', '');
    expect(window.location.search).toBe('');
  });

  test('the library starts with the filters of the URL', async () => {
    window.history.replaceState(null, '', '/library?q=greet&state=failed');
    const server = fakeServer([job('Greeting', 1), job('Greeting 2', 2, { status: 'failed', result: null })]);
    renderLibrary(server);
    await screen.findByText('Greeting 2');
    expect(getRowNames()).toEqual(['Greeting 2']);
    expect(screen.getByRole('searchbox')).toHaveProperty('value', 'greet');
    expect(screen.getByRole('radio', { name: 'Did not work' })).toHaveProperty('checked', true);
  });

  test('the library filters by person and shows owners for the owner only', async () => {
    const mei: PersonResponse = { personId: 'mei', role: 'editor', label: 'Mei' };
    const owner: PersonResponse = { personId: 'owner', role: 'owner', label: null };
    const server = fakeServer([job('Hers', 1, { person: mei }), job('Mine', 2, { person: owner })], [owner, mei]);
    renderLibrary(server);
    await screen.findByText('Hers');
    expect(row('Hers').textContent).toContain('Mei · 1 hour ago');
    expect(row('Mine').textContent).toContain('You · 2 hours ago');
    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Made by' }), 'Mei');
    await waitFor(() => expect(getRowNames()).toEqual(['Hers']));
    expect(window.location.search).toBe('?person=mei');
    expect(screen.getByRole('link', { name: 'Spending as a table' }).getAttribute('href')).toBe('/team#books');
  });
});

describe('renaming a job', () => {
  test('renaming saves on Enter, cancels on Esc and restores the clip’s name for an empty field', async () => {
    const server = fakeServer([job('Interview', 1)]);
    renderLibrary(server);
    await screen.findByText('Interview');
    await chooseMenuItem('Interview', 'Rename');
    const field = await screen.findByRole('textbox', { name: 'New name for Interview' });
    expect(document.activeElement).toBe(field);
    await userEvent.keyboard('  Greeting, final {Enter}');
    await waitFor(() => expect(getRowNames()).toEqual(['Greeting, final']));
    expect(document.activeElement).toBe(screen.getByRole('link', { name: 'Greeting, final' }));
    expect(await screen.findByText('It is called Greeting, final now.')).toBeDefined();

    await userEvent.keyboard('{F2}Something else{Escape}');
    expect(getRowNames()).toEqual(['Greeting, final']);
    await userEvent.keyboard('{F2}{Backspace}{Enter}');
    await waitFor(() => expect(getRowNames()).toEqual(['Interview']));
    expect(server.asked.filter((text) => text.startsWith('rename'))).toEqual(['rename Interview Greeting, final', 'rename Interview null']);
  });

  test('a failed rename restores the old name and shows the error', async () => {
    const server = fakeServer([job('Interview', 1)]);
    server.failing.set('rename', new ApiError('network-error'));
    renderLibrary(server);
    await screen.findByText('Interview');
    screen.getByRole('link', { name: 'Interview' }).focus();
    await userEvent.keyboard('{F2}Another{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('The connection broke');
    expect(getRowNames()).toEqual(['Interview']);
  });

  test('renaming rejects an invalid name', async () => {
    const server = fakeServer([job('Interview', 1)]);
    renderLibrary(server);
    await screen.findByText('Interview');
    screen.getByRole('link', { name: 'Interview' }).focus();
    await userEvent.keyboard('{F2}');
    fireEvent.change(screen.getByRole('textbox'), { target: { value: 'a'.repeat(121) } });
    await userEvent.keyboard('{Enter}');
    expect((await screen.findByRole('alert')).textContent).toContain('At most 120 characters');
    expect(server.asked.filter((text) => text.startsWith('rename'))).toEqual([]);
  });
});

describe('deleting a job', () => {
  test('deleting removes the row, announces it, focuses the next row and can be undone', async () => {
    const server = fakeServer([job('First', 1), job('Second', 2), job('Third', 3)]);
    renderLibrary(server);
    await screen.findByText('First');
    await chooseMenuItem('Second', 'Delete');
    await waitFor(() => expect(getRowNames()).toEqual(['First', 'Third']));
    expect(screen.getAllByText('Second is deleted.').some((one) => one.getAttribute('role') === 'status')).toBe(true);
    expect(document.activeElement).toBe(screen.getByRole('link', { name: 'Third' }));
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(getRowNames()).toEqual(['First', 'Second', 'Third']));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('link', { name: 'Second' })));
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    expect(server.asked.slice(-2)).toEqual(['delete Second', 'restore Second']);
  });

  test('deleting can be undone when the response of an earlier rename arrives later', async () => {
    const server = fakeServer([job('First', 1), job('Second', 2)]);
    const answer = Promise.withResolvers<void>();
    const { renameJob } = server.api;
    const renamed = vi.fn();
    server.api.renameJob = async (...requests) => {
      await answer.promise;
      return renameJob(...requests).finally(renamed);
    };
    renderLibrary(server);
    await screen.findByText('First');
    screen.getByRole('link', { name: 'First' }).focus();
    await userEvent.keyboard('{F2}Another{Enter}');
    await chooseMenuItem('Second', 'Delete');
    await screen.findByRole('button', { name: 'Undo' });
    await act(async () => answer.resolve());
    await waitFor(() => expect(renamed).toHaveBeenCalled());
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(getRowNames()).toEqual(['Another', 'Second']));
  });

  test('deleting is disabled with a reason for a running job', async () => {
    const server = fakeServer([job('First', 1, { status: 'processing', mayDelete: false, result: null })]);
    renderLibrary(server);
    await screen.findByText('First');
    await userEvent.click(screen.getByRole('button', { name: 'What to do with First' }));
    const item = await screen.findByRole('menuitem', { name: /^Delete/ });
    expect(item.getAttribute('aria-disabled')).toBe('true');
    expect(item.textContent).toContain('Still on its way: it can be deleted once it has ended.');
    await userEvent.keyboard('{Escape}');
    screen.getByRole('link', { name: 'First' }).focus();
    await userEvent.keyboard('{Delete}');
    expect(server.asked).toEqual(['list']);
  });

  test('a failed deletion restores the row', async () => {
    const server = fakeServer([job('First', 1), job('Second', 2)]);
    server.failing.set('delete', new ApiError('internal-error', { charged: 'no' }));
    renderLibrary(server);
    await screen.findByText('First');
    await chooseMenuItem('First', 'Delete');
    expect((await screen.findByRole('alert')).textContent).toContain('The server met a fault of its own.');
    expect(getRowNames()).toEqual(['First', 'Second']);
  });

  test('a deleted job can be restored later from the Deleted filter', async () => {
    const server = fakeServer([job('First', 1), job('Second', 2)]);
    renderLibrary(server);
    await screen.findByText('First');
    screen.getByRole('link', { name: 'First' }).focus();
    await userEvent.keyboard('{Delete}');
    await waitFor(() => expect(getRowNames()).toEqual(['Second']));
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await userEvent.click(screen.getByRole('radio', { name: 'Deleted' }));
    await screen.findByText('Can come back until 22 Dec 2026');
    expect(within(row('First')).queryByRole('link')).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Bring First back' }));
    expect(await screen.findByText('Nothing is deleted that could be brought back.')).toBeDefined();
    await userEvent.click(screen.getByRole('radio', { name: 'All' }));
    await waitFor(() => expect(getRowNames()).toEqual(['First', 'Second']));
  });
});

describe('library keyboard', () => {
  test('arrow keys move focus between jobs and Enter opens one', async () => {
    renderLibrary(fakeServer([job('First', 1), job('Second', 2), job('Third', 50)]));
    await screen.findByText('First');
    screen.getByRole('link', { name: 'First' }).focus();
    const at = () => document.activeElement?.textContent;
    await userEvent.keyboard('{ArrowDown}');
    expect(at()).toBe('Second');
    await userEvent.keyboard('{End}');
    expect(at()).toBe('Third');
    await userEvent.keyboard('{ArrowDown}');
    expect(at()).toBe('Third');
    await userEvent.keyboard('{Home}{ArrowUp}');
    expect(at()).toBe('First');
    await userEvent.keyboard('{Enter}');
    expect(router.push).toHaveBeenCalledWith('/jobs/First');
  });

  test('Try again opens the job’s page if this browser does not have its settings', async () => {
    renderLibrary(fakeServer([job('First', 1)]));
    await screen.findByText('First');
    await chooseMenuItem('First', 'Change and try again');
    await waitFor(() => expect(router.push).toHaveBeenCalledWith('/jobs/First'));
  });
});

test('the charge report links to a file for the chosen days', () => {
  render(<SpendingDownload />);
  const link = screen.getByRole('link', { name: 'Download as CSV' });
  expect([link.getAttribute('href'), link.hasAttribute('download')]).toEqual(['/api/team/spending.csv', true]);
  fireEvent.change(screen.getByLabelText('From'), { target: { value: '2026-11-01' } });
  fireEvent.change(screen.getByLabelText('To'), { target: { value: '2026-11-30' } });
  expect(link.getAttribute('href')).toBe('/api/team/spending.csv?from=2026-11-01&to=2026-11-30');
  expect(screen.getByLabelText('To').getAttribute('min')).toBe('2026-11-01');
});
