import { cleanup, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SetupProvider } from '@/components/setup/setup-context';
import { SetupPage } from '@/components/setup/setup-page';
import { Wizard } from '@/components/wizard/wizard';
import type { SiteSetup } from '@/lib/contracts/setup';
import { getEffectivePlacement } from '@/lib/domain/wizard';
import { clip, createTestSession, voice, waitForSnapshot } from './session/test-session';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));

const MISSING_ON_VERCEL: SiteSetup = {
  onVercel: true,
  practice: true,
  problems: [
    { code: 'database-missing', setting: 'DATABASE_URL' },
    { code: 'store-missing', setting: 'STORAGE' },
  ],
};

afterEach(cleanup);

const isPlaced = ({ state }: { state: Parameters<typeof getEffectivePlacement>[0] }) => getEffectivePlacement(state) !== null;

describe('a site that is not configured', () => {
  it('the landing of an unconfigured site states what works, what is missing and how to set it', async () => {
    render(
      <SetupProvider setup={MISSING_ON_VERCEL}>
        <Wizard practice spending={null} />
      </SetupProvider>,
    );
    const notice = await screen.findByRole('region', { name: 'This site is not set up yet' });
    for (const text of [
      /Placing and listening work already/,
      'A database',
      /open Storage, create a Turso database/,
      'A store for clips and results',
      /deploy the project again/,
    ]) {
      expect(within(notice).getByText(text)).toBeDefined();
    }
    expect(screen.getByRole('button', { name: /^Try the sample/ })).toBeDefined();
  });

  it('the other pages of an unconfigured site show the same and link to the wizard', () => {
    render(<SetupPage setup={{ ...MISSING_ON_VERCEL, onVercel: false, problems: [{ code: 'setting', setting: 'KEEP_DAYS' }] }} />);
    expect(screen.getByRole('heading', { name: 'This site is not set up yet' })).toBeDefined();
    expect(screen.getByText('KEEP_DAYS')).toBeDefined();
    expect(screen.getByText(/start the server again/)).toBeDefined();
    expect(screen.getByRole('link', { name: 'To what works already' }).getAttribute('href')).toBe('/');
  });

  it('a configured site does not show the setup notice', () => {
    render(<SetupPage setup={{ ...MISSING_ON_VERCEL, problems: [] }} />);
    expect(screen.getByRole('heading', { name: 'This site is set up' })).toBeDefined();
  });

  it('an unconfigured site places a voice on a placeholder face without any API request', async () => {
    const { session, api, deps: services } = createTestSession({ isConfigured: false });
    await session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(session, isPlaced);
    const { state } = session.getSnapshot();
    expect(state.found?.faces).toMatchObject([{ faceId: '0', window: { startMs: 0, endMs: state.video?.facts?.durationMs } }]);
    expect(services.upload).not.toHaveBeenCalled();
    expect(api.identifyFace).not.toHaveBeenCalled();
    expect(api.createUpload).not.toHaveBeenCalled();
  });

  it('Create on an unconfigured site refers to the owner and states that nothing was charged', async () => {
    const { session, api } = createTestSession({ isConfigured: false });
    await session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(session, isPlaced);
    session.create();
    await waitForSnapshot(session, ({ submissionState }) => submissionState.kind === 'failed');
    expect(session.getSnapshot().submissionState).toMatchObject({ error: { code: 'not-configured', charged: 'no' } });
    expect(api.createJob).not.toHaveBeenCalled();
  });

  it('a configured site replaces placeholder faces by identified ones and keeps the work', async () => {
    const before = createTestSession({ isConfigured: false });
    await before.session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(before.session, isPlaced);
    await before.session.flush();
    const draftId = before.remembered.draftId ?? '';
    const after = createTestSession({ drafts: before.deps.drafts });
    await after.session.start({ kind: 'draft', draftId });
    await waitForSnapshot(after.session, ({ state }) => state.found?.videoId === 'video-1');
    expect(after.api.identifyFace).toHaveBeenCalledOnce();
    expect(after.session.getSnapshot().state.voice?.name).toBe('voice.mp3');
    await vi.waitFor(() => expect(after.deps.upload).toHaveBeenCalledOnce());
  });
});
