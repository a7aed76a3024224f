import { render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Beginning } from '@/components/wizard/begin';
import { Editor } from '@/components/wizard/editor';
import { createFrame } from '@/components/wizard/frame';
import { JobScreen } from '@/components/wizard/job-screen';
import { WizardFrame } from '@/components/wizard/wizard-frame';
import { createQueryClient } from '@/lib/client/queries';
import type { IdentifyFaceResponse } from '@/lib/contracts/video';
import { clip, clipFacts, deferred, fakeWorld, jobAnswer, measured, oneFace, until, voice } from './fake-world';

const push = vi.fn();
vi.mock('next/navigation', () => ({ useRouter: () => ({ push }) }));

beforeEach(() => {
  push.mockClear();
  // jsdom plays nothing.
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

function show(beginning: Beginning, change: Parameters<typeof fakeWorld>[0] = {}) {
  const apiChange = { identifyFace: async () => future(), ...change.apiChange };
  const world = fakeWorld({ practice: false, ...change, apiChange, onJob: (jobId) => push(`/jobs/${jobId}`) });
  const runtime = { api: world.api, queryClient: createQueryClient(), session: world.session, setNavigate: vi.fn() };
  const onStartOver = vi.fn();
  render(
    <WizardFrame practice={false} spending={null} frame={createFrame(runtime, false, null)} onLeft={onStartOver}>
      <Editor practice={false} beginning={beginning} onStartOver={onStartOver} runtime={runtime} />
    </WizardFrame>,
  );
  return { ...world, runtime, onStartOver };
}

const both: Beginning = { kind: 'files', files: [clip(), voice()] };
const create = () => screen.findByRole<HTMLButtonElement>('button', { name: 'Create · 0.07 PTC' });
const rail = () => {
  const [list] = within(screen.getByRole('navigation', { name: 'Steps' })).getAllByRole('list');
  if (!list) throw new Error('no rail');
  return within(list);
};

describe('the editor', () => {
  it('asks nothing else of a clip with one face and a voice: the price stands on the button, and one press makes the job', async () => {
    const user = userEvent.setup();
    const { api } = show(both);
    const button = await create();
    await waitFor(() => expect(button.disabled).toBe(false));
    await user.dblClick(button);
    await waitFor(() => expect(push).toHaveBeenCalledWith('/jobs/job-1'));
    expect(api.createJob).toHaveBeenCalledOnce();
  });

  it('says on a live site that the sample is practice, once the server has known it', async () => {
    const user = userEvent.setup();
    const { api } = show(both, { apiChange: { identifyFace: async () => ({ ...future(), practice: true }) } });
    const button = await screen.findByRole<HTMLButtonElement>('button', { name: 'Create · practice' });
    expect(screen.getByText('Practice mode: everything works, nothing is charged, and lips are not changed.')).toBeTruthy();
    expect(screen.queryByText(/0\.07 PTC/)).toBeNull();
    await waitFor(() => expect(button.disabled).toBe(false));
    await user.click(button);
    await waitFor(() => expect(api.createJob).toHaveBeenCalledOnce());
  });

  it('asks who speaks when two can, and goes on when that is said', async () => {
    const user = userEvent.setup();
    const two = future({ ...oneFace, faces: [...oneFace.faces, { faceId: '1', thumbnailUrl: null, startMs: 2_000, endMs: 7_000 }] });
    show(both, { apiChange: { identifyFace: async () => two } });
    const second = await screen.findByRole('radio', { name: /Face B/ });
    expect((await create()).disabled).toBe(true);
    await user.click(second);
    expect(await screen.findByLabelText('Starts in the clip', { selector: 'input[type=text]' })).toBeTruthy();
    expect((await create()).disabled).toBe(false);
  });

  it('takes the voice while the faces are still being looked for', async () => {
    const faces = deferred<IdentifyFaceResponse>();
    const { session } = show({ kind: 'files', files: [clip()] }, { apiChange: { identifyFace: () => faces.promise } });
    expect(await screen.findByText('Looking for faces…')).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Voice' })).toBeTruthy();
    session.addFiles([voice()]);
    await until(session, ({ state }) => state.voice !== undefined);
    faces.resolve(future());
    await waitFor(async () => expect((await create()).disabled).toBe(false));
  });

  it('says of a 1.9 s clip how long it is, that nothing was charged, and what to do', async () => {
    show(both, { media: { examineVideo: async () => measured({ ...clipFacts, durationMs: 1_900 }) } });
    const refusal = await screen.findByRole('alert');
    expect(refusal.textContent).toContain('clip.mp4 was not taken');
    expect(refusal.textContent).toContain('This clip is 1.9 s long; lip-sync needs at least 2 s. Use a longer clip.');
    expect(refusal.textContent).toContain('Nothing was charged.');
  });

  it('leads back to any step and on again, and loses nothing on the way', async () => {
    const user = userEvent.setup();
    const { session } = show(both);
    await waitFor(async () => expect((await create()).disabled).toBe(false));
    const before = session.getSnapshot().state;
    await user.click(rail().getByRole('button', { name: /Voice/ }));
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Voice' })).toBe(document.activeElement));
    await user.click(screen.getByRole('button', { name: 'Go on to Place' }));
    expect(session.getSnapshot().state).toBe(before);
  });

  it('says when the faces were forgotten, what finding them again costs, and keeps the rest', async () => {
    const user = userEvent.setup();
    const answers = [oneFace, future()];
    const { session } = show(both, { apiChange: { identifyFace: async () => answers.shift() ?? future() } });
    expect((await create()).disabled).toBe(true);
    await user.click(await screen.findByRole('button', { name: 'Find the faces again · 0.007 PTC' }));
    await waitFor(async () => expect((await create()).disabled).toBe(false));
    expect(session.getSnapshot().state.voice?.name).toBe('voice.mp3');
  });

  it('shows the field for a link when that is how one begins', async () => {
    show({ kind: 'link', text: 'https://example.com/a.mp4' });
    expect((await screen.findByLabelText<HTMLInputElement>('Link to a clip')).value).toBe('https://example.com/a.mp4');
  });

  it('goes back to the first screen when the draft it was to open is gone', async () => {
    const { onStartOver } = show({ kind: 'draft', draftId: 'gone' });
    await waitFor(() => expect(onStartOver).toHaveBeenCalledOnce());
  });

  it('does not let go of work that this browser cannot keep', async () => {
    const user = userEvent.setup();
    const refuses = () => Promise.reject(new Error('private'));
    const { session, onStartOver } = show(both, {
      drafts: { saveFile: refuses, save: refuses, load: refuses, findByJob: refuses, remove: refuses },
    });
    await waitFor(() => expect(session.getSnapshot().kept).toBe(false));
    await user.click(screen.getByRole('link', { name: 'Lip-sync Wizard' }));
    expect(onStartOver).not.toHaveBeenCalled();
    expect(session.getSnapshot().state.video).toBeDefined();
  });
});

describe('a job’s page', () => {
  it('leads back to the settings it was made of, with nothing lost', async () => {
    const user = userEvent.setup();
    const { session, runtime } = show(both, {
      apiChange: {
        readJob: async () => ({ ...jobAnswer(), status: 'succeeded', nextPollMs: null, videoUrl: '/api/advanced-lip-sync/job-1/video' }),
      },
    });
    await until(session, ({ state }) => state.voice !== undefined && state.found !== undefined);
    session.create();
    await until(session, ({ state }) => state.jobId === 'job-1');
    document.body.replaceChildren();
    render(<JobScreen jobId="job-1" practice={false} spending={null} runtime={runtime} />);
    await user.click(await screen.findByRole('button', { name: 'Change and try again' }));
    await waitFor(() => expect(push).toHaveBeenLastCalledWith('/'));
    expect(session.getSnapshot().chosenStep).toBe('place');
    expect(session.getSnapshot().state.voice?.name).toBe('voice.mp3');
  });

  it('of another device’s job leads nowhere back', async () => {
    const { api, session } = fakeWorld();
    const runtime = { api, queryClient: createQueryClient(), session, setNavigate: vi.fn() };
    render(<JobScreen jobId="job-9" practice={false} spending={null} runtime={runtime} />);
    await waitFor(() => expect(api.readJob).toHaveBeenCalledWith('job-9', expect.anything()));
    expect(rail().queryAllByRole('button')).toEqual([]);
  });
});
