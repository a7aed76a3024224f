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

describe('a site that is not set up', () => {
  it('says on its first screen what still works, what is missing, and how to set it', async () => {
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

  it('says the same on every other page, with a way to what works', () => {
    render(<SetupPage setup={{ ...MISSING_ON_VERCEL, onVercel: false, problems: [{ code: 'setting', setting: 'KEEP_DAYS' }] }} />);
    expect(screen.getByRole('heading', { name: 'This site is not set up yet' })).toBeDefined();
    expect(screen.getByText('KEEP_DAYS')).toBeDefined();
    expect(screen.getByText(/start the server again/)).toBeDefined();
    expect(screen.getByRole('link', { name: 'To what works already' }).getAttribute('href')).toBe('/');
  });

  it('says nothing of the kind once it is', () => {
    render(<SetupPage setup={{ ...MISSING_ON_VERCEL, problems: [] }} />);
    expect(screen.getByRole('heading', { name: 'This site is set up' })).toBeDefined();
  });

  it('places a voice all the same, as if one face were in the whole clip, and asks its server for nothing', async () => {
    const { session, api, deps: services } = createTestSession({ isConfigured: false });
    await session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(session, isPlaced);
    const { state } = session.getSnapshot();
    expect(state.found?.faces).toMatchObject([{ faceId: '0', window: { startMs: 0, endMs: state.video?.facts?.durationMs } }]);
    expect(services.upload).not.toHaveBeenCalled();
    expect(api.identifyFace).not.toHaveBeenCalled();
    expect(api.createUpload).not.toHaveBeenCalled();
  });

  it('tells whoever presses Create that its owner has to finish the set-up, and that nothing was charged', async () => {
    const { session, api } = createTestSession({ isConfigured: false });
    await session.start({ kind: 'files', files: [clip(), voice()] });
    await waitForSnapshot(session, isPlaced);
    session.create();
    await waitForSnapshot(session, ({ submissionState }) => submissionState.kind === 'failed');
    expect(session.getSnapshot().submissionState).toMatchObject({ error: { code: 'not-configured', charged: 'no' } });
    expect(api.createJob).not.toHaveBeenCalled();
  });

  it('has the faces found in earnest once it is set up, with the work as it was', async () => {
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
