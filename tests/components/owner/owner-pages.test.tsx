import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, test, vi } from 'vitest';
import { StatusView } from '@/components/owner/status-view';
import { TeamView } from '@/components/owner/team-view';
import { ShareLink } from '@/components/share/share-link';
import { SharedResult } from '@/components/share/shared-result';
import { SignIn } from '@/components/shell/sign-in';
import { ApiError } from '@/lib/client/requests/api-error';
import type { OwnerApi } from '@/lib/client/requests/owner-api';
import type { SharedJobResponse } from '@/lib/contracts/share';
import type { StatusResponse } from '@/lib/contracts/status';
import type { InviteResponse, TeamResponse } from '@/lib/contracts/team';

const replace = vi.fn();
const router = { replace, push: vi.fn(), refresh: vi.fn() };
vi.mock('next/navigation', () => ({ useRouter: () => router }));

const NOW = '2026-11-22T12:00:00.000Z';

function invite(label: string, changes: Partial<InviteResponse> = {}): InviteResponse {
  return { inviteId: `id-${label}`, label, createdAt: NOW, linkedAt: NOW, lastUsedAt: null, revokedAt: null, ...changes };
}

function createTeam(invites: InviteResponse[]): TeamResponse {
  const spender = { spenderId: 'a', role: 'editor' as const, label: 'Mei', todayMilliPtc: 70, totalMilliPtc: 147, jobs: 2 };
  return { practice: false, invites, spenders: [spender], todayMilliPtc: 70, totalMilliPtc: 147, budgetMilliPtc: 5_000 };
}

/** An in-memory server that records its calls. */
function fakeApi(initialInvites: InviteResponse[] = []) {
  let invites = initialInvites;
  const requests: string[] = [];
  const createdInvite = (one: InviteResponse) => ({ invite: one, path: `/join#${'t'.repeat(43)}` });
  const api: OwnerApi = {
    readTeam: async () => createTeam(invites),
    createInvite: async (label) => {
      requests.push(`make ${label}`);
      invites = [invite(label), ...invites];
      return createdInvite(invite(label));
    },
    relinkInvite: async (inviteId) => {
      requests.push(`relink ${inviteId}`);
      return createdInvite(invites.find((one) => one.inviteId === inviteId) ?? invite('?'));
    },
    revokeInvite: async (inviteId) => {
      requests.push(`revoke ${inviteId}`);
      invites = invites.map((one) => (one.inviteId === inviteId ? { ...one, revokedAt: NOW } : one));
    },
    signOut: async () => void requests.push('sign out'),
    readShares: async () => ({ mayShare: true, links: 0 }),
    shareJob: async (jobId) => {
      requests.push(`share ${jobId}`);
      return { path: `/share/${'s'.repeat(43)}` };
    },
    unshareJob: async (jobId) => void requests.push(`unshare ${jobId}`),
    readShared: async () => Promise.reject(new ApiError('not-found')),
  };
  return { api, asked: requests };
}

describe('team page', () => {
  test('the team page creates an invite on Enter and shows its link once', async () => {
    const { api, asked: requests } = fakeApi();
    render(<TeamView initial={createTeam([])} spending={null} api={api} />);
    expect(screen.getByText('Nobody is invited yet.')).toBeDefined();
    await userEvent.type(screen.getByLabelText('Who is it for?'), 'Mei Lin{Enter}');
    const link = await screen.findByLabelText('Invite link');
    expect(link).toHaveProperty('value', `${window.location.origin}/join#${'t'.repeat(43)}`);
    expect(requests).toEqual(['make Mei Lin']);
    await waitFor(() => expect(screen.getByRole('button', { name: 'Revoke the invite of Mei Lin' })).toBeDefined());
    await userEvent.click(screen.getByRole('button', { name: 'Done' }));
    expect(screen.queryByLabelText('Invite link')).toBeNull();
  });

  test('the team page requires a name and creates one invite for a double click', async () => {
    const { api, asked: requests } = fakeApi();
    render(<TeamView initial={createTeam([])} spending={null} api={api} />);
    await userEvent.click(screen.getByRole('button', { name: 'Make invite' }));
    expect(screen.getByRole('alert').textContent).toContain('Write who it is for');
    await userEvent.type(screen.getByLabelText('Who is it for?'), 'Mei');
    await userEvent.dblClick(screen.getByRole('button', { name: 'Make invite' }));
    await screen.findByLabelText('Invite link');
    expect(requests).toEqual(['make Mei']);
  });

  test('the team page requires a confirmation before it revokes an invite', async () => {
    const { api, asked: requests } = fakeApi([invite('Mei'), invite('Anna', { revokedAt: NOW })]);
    render(<TeamView initial={await api.readTeam()} spending={null} api={api} />);
    await userEvent.click(screen.getByRole('button', { name: 'Revoke the invite of Mei' }));
    await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(requests).toEqual([]);
    await userEvent.click(screen.getByRole('button', { name: 'Revoke the invite of Mei' }));
    await userEvent.click(screen.getByRole('button', { name: 'Revoke now' }));
    await screen.findByText('Revoked (2)');
    expect(requests).toEqual(['revoke id-Mei']);
  });

  test('the team page shows spending per person and the used budget', () => {
    render(<TeamView initial={createTeam([])} spending={null} api={fakeApi().api} />);
    expect(screen.getByText('0.07 PTC of 5 PTC today, until midnight UTC')).toBeDefined();
    const row = screen.getByRole('row', { name: /Mei/ });
    expect(
      within(row)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    ).toEqual(['0.07 PTC', '0.147 PTC', '2']);
  });

  test('the team page explains a rejected request and its effect on charges', async () => {
    const { api } = fakeApi();
    const rejectingApi = { ...api, createInvite: async () => Promise.reject(new ApiError('rate-limited', { retryAfterMs: 5_000 })) };
    render(<TeamView initial={createTeam([])} spending={null} api={rejectingApi} />);
    await userEvent.type(screen.getByLabelText('Who is it for?'), 'Mei{Enter}');
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Nothing was charged.');
    expect(alert.textContent).toContain('Ready again in 5 s.');
  });
});

describe('status page', () => {
  const healthyStatus: StatusResponse = {
    practice: false,
    settings: [{ name: 'passcode', state: 'short', level: 'look' }],
    todayMilliPtc: 0,
    budgetMilliPtc: 5_000,
    balance: { state: 'known', milliPtc: 12_340 },
    running: 0,
    unknown: 0,
    unknownJobs: [],
    archive: { waiting: 0, failing: 0, oldest: null },
    kept: [],
    pendingDeletion: 0,
  };

  test('the status page states that everything works and what could be improved', () => {
    render(<StatusView status={healthyStatus} spending={null} />);
    for (const getText of ['12.34 PTC', 'None. Every job’s answer came.', 'None. Every result is kept here.', 'The passcode is short']) {
      expect(screen.getByText(getText)).toBeDefined();
    }
  });

  test('the status page lists lost jobs, pending results and a negative balance', () => {
    const job = { jobId: 'j1', role: 'editor' as const, label: 'Mei', since: NOW, lookups: 3, milliPtc: 70 };
    const status: StatusResponse = {
      ...healthyStatus,
      balance: { state: 'known', milliPtc: -50 },
      unknown: 25,
      unknownJobs: [job],
      archive: { waiting: 2, failing: 1, oldest: NOW },
    };
    render(<StatusView status={status} spending={null} />);
    expect(screen.getByText(/Mei, 0\.07 PTC, since 22 Nov 2026, 12:00 UTC, looked up 3 times/)).toBeDefined();
    expect(screen.getByRole('link', { name: 'Open this job' }).getAttribute('href')).toBe('/jobs/j1');
    expect(screen.getByText('and 24 more')).toBeDefined();
    expect(screen.getByText(/in arrears/)).toBeDefined();
    expect(screen.getByText(/2 results are only at 302.AI/)).toBeDefined();
  });

  test('the status page counts lost jobs that the reader may not open', () => {
    render(<StatusView status={{ ...healthyStatus, practice: true, unknown: 2 }} spending={null} />);
    expect(screen.getByText('2')).toBeDefined();
    expect(screen.queryByText(/ more$/)).toBeNull();
    expect(screen.queryByRole('link', { name: 'Open this job' })).toBeNull();
  });

  test('the status page shows storage by kind and what is pending deletion', () => {
    const kept: StatusResponse['kept'] = [
      { kind: 'result', files: 12, byteSize: 340_000_000 },
      { kind: 'voice', files: 1, byteSize: 60_000 },
    ];
    render(<StatusView status={{ ...healthyStatus, kept, pendingDeletion: 2 }} spending={null} />);
    expect(screen.getByText('340.1 MB in all')).toBeDefined();
    expect(screen.getByText('340 MB: 12 results')).toBeDefined();
    expect(screen.getByText('60 kB: 1 voice')).toBeDefined();
    expect(screen.getByText(/2 files are no longer needed/)).toBeDefined();
  });

  test.each([
    ['hidden', /The key may not see it/],
    ['unreachable', /did not answer just now/],
  ] as const)('the status page works where the balance is %s', (state, getText) => {
    render(<StatusView status={{ ...healthyStatus, balance: { state } }} spending={null} />);
    expect(screen.getByText(getText)).toBeDefined();
  });
});

describe('sign-in page', () => {
  test('an invite link signs in automatically and its token is removed from the URL', async () => {
    window.history.replaceState(null, '', `/join#${'t'.repeat(43)}`);
    const renderSignIn = vi.fn(async () => undefined);
    render(<SignIn redirectTo="/jobs/a" practice={false} signIn={renderSignIn} />);
    await waitFor(() => expect(replace).toHaveBeenCalledWith('/jobs/a'));
    expect(renderSignIn).toHaveBeenCalledExactlyOnceWith('t'.repeat(43));
    expect(window.location.hash).toBe('');
  });

  test('an invalid invite link shows the code field with the reason', async () => {
    window.history.replaceState(null, '', '/join#dead');
    render(<SignIn redirectTo="/" practice={false} signIn={async () => Promise.reject(new ApiError('invalid-credentials'))} />);
    expect(await screen.findByText(/does not open the door/)).toBeDefined();
    expect(screen.getByLabelText('Code')).toBeDefined();
  });

  test('an invite link pasted on the sign-in page signs in', async () => {
    window.history.replaceState(null, '', '/join');
    const renderSignIn = vi.fn(async () => undefined);
    render(<SignIn redirectTo="/" practice={false} signIn={renderSignIn} />);
    expect(renderSignIn).not.toHaveBeenCalled();
    window.location.hash = 'p'.repeat(43);
    await waitFor(() => expect(renderSignIn).toHaveBeenCalledExactlyOnceWith('p'.repeat(43)));
    expect(window.location.hash).toBe('');
  });

  test.each([
    ['owner', 'You are here as the site’s owner.'],
    ['editor', 'You are here as an editor who was invited before.'],
    ['visitor', 'You are here as a visitor who practises.'],
  ] as const)('an invite for a different identity requires a confirmation from a signed-in %s', async (signedInAs, getText) => {
    window.history.replaceState(null, '', `/join#${'t'.repeat(43)}`);
    replace.mockClear();
    const renderSignIn = vi.fn(async () => undefined);
    render(<SignIn redirectTo="/" practice={false} isSignedIn signedInAs={signedInAs} signIn={renderSignIn} />);
    expect(await screen.findByText(getText)).toBeDefined();
    expect([renderSignIn.mock.calls, replace.mock.calls, window.location.hash]).toEqual([[], [], '']);
    await userEvent.click(screen.getByRole('button', { name: 'Stay as I am' }));
    expect(replace).toHaveBeenCalledExactlyOnceWith('/');
    expect(renderSignIn).not.toHaveBeenCalled();
  });

  test('an invite link for a different identity signs in after a confirmation', async () => {
    window.history.replaceState(null, '', '/join');
    replace.mockClear();
    const renderSignIn = vi.fn(async () => undefined);
    render(<SignIn redirectTo="/team" practice={false} signedInAs="editor" signIn={renderSignIn} />);
    window.location.hash = 'q'.repeat(43);
    await userEvent.click(await screen.findByRole('button', { name: 'Come in as that editor' }));
    await waitFor(() => expect(replace).toHaveBeenCalledExactlyOnceWith('/team'));
    expect(renderSignIn).toHaveBeenCalledExactlyOnceWith('q'.repeat(43));
  });

  test('the sign-in page redirects a signed-in visitor without an invite', async () => {
    window.history.replaceState(null, '', '/join');
    replace.mockClear();
    const renderSignIn = vi.fn(async () => undefined);
    render(<SignIn redirectTo="/" practice isSignedIn signIn={renderSignIn} />);
    await waitFor(() => expect(replace).toHaveBeenCalledWith('/'));
    expect(renderSignIn).not.toHaveBeenCalled();
  });
});

describe('share link', () => {
  test('a share link can be created, is shown once and can be revoked', async () => {
    const { api, asked: requests } = fakeApi();
    render(<ShareLink jobId="j1" practice={false} api={api} />);
    await userEvent.click(await screen.findByRole('button', { name: 'Make a share link' }));
    expect(await screen.findByLabelText('Share link')).toHaveProperty('value', `${window.location.origin}/share/${'s'.repeat(43)}`);
    await userEvent.click(screen.getByRole('button', { name: 'End it' }));
    await screen.findByText('Nobody can watch by a share link any more.');
    expect(requests).toEqual(['share j1', 'unshare j1']);
  });

  test('a share link is not offered to a visitor with read access only', async () => {
    const { api } = fakeApi();
    const requests = vi.fn(async () => ({ mayShare: false, links: 0 }));
    const { container } = render(<ShareLink jobId="j1" practice api={{ ...api, readShares: requests }} />);
    await waitFor(() => expect(requests).toHaveBeenCalled());
    expect(container.textContent).toBe('');
  });

  test('a shared result is shown beside its source, or states that the source is unavailable', async () => {
    const shared: SharedJobResponse = {
      ...{ status: 'succeeded', videoName: 'interview.mov', createdAt: NOW, videoDurationMs: 9_000, practice: false },
      ...{
        downloadBy: 'link' as const,
        videoUrl: '/api/share/t/video',
        originalUrl: '/api/share/t/original',
        voice: { startMs: 1_000, endMs: 3_000 },
      },
    };
    const renderShared = (job: SharedJobResponse) =>
      render(<SharedResult token={'s'.repeat(43)} practice={false} readShared={async () => job} />);
    const { unmount } = renderShared(shared);
    await screen.findByRole('radio', { name: 'Side by side' });
    expect(screen.getByLabelText('Before', { selector: 'video' }).getAttribute('src')).toBe('/api/share/t/original');
    expect(screen.getByRole('link', { name: 'Download' }).getAttribute('download')).toBe('interview lip-sync.mp4');
    unmount();
    renderShared({ ...shared, originalUrl: null });
    await screen.findByText('The clip from before is not kept here, so there is nothing to compare with.');
    expect(screen.queryByRole('radio', { name: 'Side by side' })).toBeNull();
  });

  test('a revoked share link shows that it was revoked', async () => {
    render(<SharedResult token={'s'.repeat(43)} practice={false} readShared={fakeApi().api.readShared} />);
    expect(await screen.findByText('This link leads nowhere')).toBeDefined();
  });
});
