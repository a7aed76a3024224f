import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Editor } from '@/components/wizard/editor/editor';
import { createShellStore } from '@/components/wizard/session/shell-store';
import type { WizardEntry } from '@/components/wizard/session/wizard-entry';
import { JobScreen } from '@/components/wizard/steps/result/job-screen';
import { WizardShell } from '@/components/wizard/wizard-shell';
import { createQueryClient } from '@/lib/client/queries';
import type { IdentifyFaceResponse } from '@/lib/contracts/video';
import {
  clip,
  clipFacts,
  createJobResponse,
  createTestSession,
  deferred,
  measured,
  oneFace,
  voice,
  waitForSnapshot,
} from '../session/test-session';

const push = vi.fn();
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));

beforeEach(() => {
  push.mockClear();
  // jsdom does not play media.
  vi.spyOn(HTMLMediaElement.prototype, 'load').mockImplementation(() => undefined);
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(() => undefined);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      unobserve() {}
      disconnect() {}
    },
  );
});

const future = (faces = oneFace): IdentifyFaceResponse => ({ ...faces, expiresAt: '2999-01-01T00:00:00Z' });

function renderEditor(entry: WizardEntry, overrides: Parameters<typeof createTestSession>[0] = {}) {
  const apiOverrides = { identifyFace: async () => future(), ...overrides.apiOverrides };
  const testSession = createTestSession({ practice: false, ...overrides, apiOverrides, onJobCreated: (jobId) => push(`/jobs/${jobId}`) });
  const tabContext = { api: testSession.api, queryClient: createQueryClient(), session: testSession.session, setNavigate: vi.fn() };
  const onStartOver = vi.fn();
  render(
    <WizardShell practice={false} spending={null} shellStore={createShellStore(tabContext, false, null)} onExit={onStartOver}>
      <Editor practice={false} entry={entry} onStartOver={onStartOver} tabContext={tabContext} />
    </WizardShell>,
  );
  return { ...testSession, runtime: tabContext, onStartOver };
}

const clipAndVoice: WizardEntry = { kind: 'files', files: [clip(), voice()] };
const getCreateButton = () => screen.findByRole<HTMLButtonElement>('button', { name: 'Create · 0.07 PTC' });
const getRailItem = () => {
  const [list] = within(screen.getByRole('navigation', { name: 'Steps' })).getAllByRole('list');
  if (!list) throw new Error('the step rail is missing');
  return within(list);
};

describe('editor', () => {
  it('the editor needs one click for a clip with one face and a voice: Create, which shows the price', async () => {
    const user = userEvent.setup();
    const { api } = renderEditor(clipAndVoice);
    const button = await getCreateButton();
    await waitFor(() => expect(button.disabled).toBe(false));
    await user.dblClick(button);
    await waitFor(() => expect(push).toHaveBeenCalledWith('/jobs/job-1'));
    expect(api.createJob).toHaveBeenCalledOnce();
  });

  it('on a live site the editor marks the sample as practice once the server has recognised it', async () => {
    const user = userEvent.setup();
    const { api } = renderEditor(clipAndVoice, { apiOverrides: { identifyFace: async () => ({ ...future(), practice: true }) } });
    const button = await screen.findByRole<HTMLButtonElement>('button', { name: 'Create · practice' });
    expect(screen.getByText('Practice mode: everything works, nothing is charged, and lips are not changed.')).toBeTruthy();
    expect(screen.queryByText(/0\.07 PTC/)).toBeNull();
    await waitFor(() => expect(button.disabled).toBe(false));
    await user.click(button);
    await waitFor(() => expect(api.createJob).toHaveBeenCalledOnce());
  });

  it('the editor requires a choice between two faces and continues after it', async () => {
    const user = userEvent.setup();
    const two = future({ ...oneFace, faces: [...oneFace.faces, { faceId: '1', thumbnailUrl: null, startMs: 2_000, endMs: 7_000 }] });
    renderEditor(clipAndVoice, { apiOverrides: { identifyFace: async () => two } });
    const second = await screen.findByRole('radio', { name: /Face B/ });
    expect((await getCreateButton()).disabled).toBe(true);
    await user.click(second);
    expect(await screen.findByLabelText('Starts in the clip', { selector: 'input[type=text]' })).toBeTruthy();
    expect((await getCreateButton()).disabled).toBe(false);
  });

  it('the editor accepts a voice while the faces are being identified', async () => {
    const faces = deferred<IdentifyFaceResponse>();
    const { session } = renderEditor({ kind: 'files', files: [clip()] }, { apiOverrides: { identifyFace: () => faces.promise } });
    expect(await screen.findByText('Looking for faces…')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Voice' })).toBeTruthy();
    session.addFiles([voice()]);
    await waitForSnapshot(session, ({ state }) => state.voice !== undefined);
    faces.resolve(future());
    await waitFor(async () => expect((await getCreateButton()).disabled).toBe(false));
  });

  it('the editor rejects a 1.9 s clip with its length, that nothing was charged, and what to do', async () => {
    renderEditor(clipAndVoice, { media: { probeVideo: async () => measured({ ...clipFacts, durationMs: 1_900 }) } });
    const rejection = await screen.findByRole('alert');
    expect(rejection.textContent).toContain('clip.mp4 was not taken');
    expect(rejection.textContent).toContain('This clip is 1.9 s long; lip-sync needs at least 2 s. Use a longer clip.');
    expect(rejection.textContent).toContain('Nothing was charged.');
  });

  it('the step rail leads to any completed step and back without losing work', async () => {
    const user = userEvent.setup();
    const { session } = renderEditor(clipAndVoice);
    await waitFor(async () => expect((await getCreateButton()).disabled).toBe(false));
    const before = session.getSnapshot().state;
    await user.click(getRailItem().getByRole('button', { name: /Voice/ }));
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Voice' })).toBe(document.activeElement));
    await user.click(screen.getByRole('button', { name: 'Go on to Place' }));
    expect(session.getSnapshot().state).toBe(before);
  });

  it('expired faces show the price of identifying them again and keep the rest', async () => {
    const user = userEvent.setup();
    const responses = [oneFace, future()];
    const { session } = renderEditor(clipAndVoice, { apiOverrides: { identifyFace: async () => responses.shift() ?? future() } });
    expect((await getCreateButton()).disabled).toBe(true);
    await user.click(await screen.findByRole('button', { name: 'Find the faces again · 0.007 PTC' }));
    await waitFor(async () => expect((await getCreateButton()).disabled).toBe(false));
    expect(session.getSnapshot().state.voice?.name).toBe('voice.mp3');
  });

  it('the editor shows the link field when the visit starts with a link', async () => {
    renderEditor({ kind: 'link', text: 'https://example.com/a.mp4' });
    expect((await screen.findByLabelText<HTMLInputElement>('Link to a clip')).value).toBe('https://example.com/a.mp4');
  });

  it('the editor returns to the landing when its draft no longer exists', async () => {
    const { onStartOver } = renderEditor({ kind: 'draft', draftId: 'gone' });
    await waitFor(() => expect(onStartOver).toHaveBeenCalledOnce());
  });

  it('the editor does not discard work that this browser cannot store', async () => {
    const user = userEvent.setup();
    const refuses = () => Promise.reject(new Error('private'));
    const { session, onStartOver } = renderEditor(clipAndVoice, {
      drafts: { saveFile: refuses, save: refuses, load: refuses, findByJob: refuses, remove: refuses },
    });
    await waitFor(() => expect(session.getSnapshot().isSavedLocally).toBe(false));
    await user.click(screen.getByRole('link', { name: 'Lip-sync Wizard' }));
    expect(onStartOver).not.toHaveBeenCalled();
    expect(session.getSnapshot().state.video).toBeDefined();
  });
});

describe('job page', () => {
  it('a job page leads back to its settings without losing anything', async () => {
    const user = userEvent.setup();
    const { session, runtime: tabContext } = renderEditor(clipAndVoice, {
      apiOverrides: {
        readJob: async () => ({
          ...createJobResponse(),
          status: 'succeeded',
          nextPollMs: null,
          videoUrl: '/api/advanced-lip-sync/job-1/video',
        }),
      },
    });
    await waitForSnapshot(session, ({ state }) => state.voice !== undefined && state.found !== undefined);
    session.create();
    await waitForSnapshot(session, ({ state }) => state.jobId === 'job-1');
    document.body.replaceChildren();
    render(<JobScreen jobId="job-1" practice={false} spending={null} tabContextOverride={tabContext} />);
    await user.click(await screen.findByRole('button', { name: 'Change and try again' }));
    await waitFor(() => expect(push).toHaveBeenLastCalledWith('/'));
    expect(session.getSnapshot().chosenStep).toBe('place');
    expect(session.getSnapshot().state.voice?.name).toBe('voice.mp3');
  });

  it('the page of another device’s job does not offer its settings', async () => {
    const { api, session } = createTestSession();
    const tabContext = { api, queryClient: createQueryClient(), session, setNavigate: vi.fn() };
    render(<JobScreen jobId="job-9" practice={false} spending={null} tabContextOverride={tabContext} />);
    await waitFor(() => expect(api.readJob).toHaveBeenCalledWith('job-9', expect.anything()));
    expect(getRailItem().queryAllByRole('button')).toEqual([]);
  });
});
