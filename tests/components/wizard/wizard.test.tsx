import { act, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { EditorProps } from '@/components/wizard/editor/editor';
import type { ShellState } from '@/components/wizard/session/shell-store';
import { Wizard } from '@/components/wizard/wizard';
import { setTabDraftId } from '@/lib/client/drafts/draft-list';
import { landing } from '@/lib/i18n/en/landing';
import { clip, voice } from './session/test-session';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: vi.fn() }) }));

afterEach(() => setTabDraftId(null));

function FakeEditor({ entry, onStartOver }: EditorProps) {
  const said = entry.kind === 'files' ? entry.files.map(({ name }) => name).join(' and ') : JSON.stringify(entry);
  return (
    <div>
      <p>editing {said}</p>
      <button type="button" onClick={onStartOver}>
        start over
      </button>
    </div>
  );
}

const shellState: ShellState = { practice: true, spending: null, step: 'voice', completed: new Set(['video']), targets: {} };
let canLeave = true;
const loadedEditor = {
  Editor: FakeEditor,
  shellStore: { subscribe: () => () => undefined, getState: () => shellState, startOver: () => canLeave },
};

function renderWizard(props: Partial<Parameters<typeof Wizard>[0]> = {}) {
  const loadEditor = vi.fn(async () => loadedEditor);
  render(<Wizard practice spending={{ spentMilliPtc: 420, budgetMilliPtc: 5_000 }} loadEditor={loadEditor} {...props} />);
  return { loadEditor };
}

function drop(files: File[]) {
  const event = new Event('drop', { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { files, types: ['Files'] } });
  fireEvent(window, event);
}

function hover(type: 'dragenter' | 'dragover' | 'dragleave') {
  const event = new Event(type, { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { types: ['Files'] } });
  fireEvent(window, event);
}

/** React derives `onPointerEnter` from this event. */
function pointer(type: 'pointerover', pointerType: 'mouse' | 'touch') {
  const event = new MouseEvent(type, { bubbles: true });
  Object.assign(event, { pointerType });
  return event;
}

function paste(target: Element | Window, data: { files?: File[]; text?: string }) {
  const event = new Event('paste', { bubbles: true, cancelable: true });
  Object.assign(event, { clipboardData: { files: data.files ?? [], getData: () => data.text ?? '' } });
  fireEvent(target, event);
}

describe('shared files', () => {
  /** Stores a file as the service worker does until the page is loaded. */
  function stubSharedFiles(name: string) {
    const isSavedLocally = new Map([
      ['/shared/0', new Response('clip', { headers: { 'content-type': 'video/mp4', 'x-file-name': name } })],
    ]);
    const cache = { keys: async () => [...isSavedLocally.keys()], match: async (key: string) => isSavedLocally.get(key) };
    vi.stubGlobal('caches', { open: async () => cache, delete: async () => true });
    window.history.replaceState(null, '', '/?shared=files');
  }
  afterEach(() => {
    vi.unstubAllGlobals();
    window.history.replaceState(null, '', '/');
  });

  it('shared files start immediately in practice mode, where nothing is charged', async () => {
    stubSharedFiles('from-a-phone.mp4');
    renderWizard();
    expect(await screen.findByText('editing from-a-phone.mp4')).toBeTruthy();
  });

  it('shared files wait for a click in live mode with the price beside it', async () => {
    stubSharedFiles('from-elsewhere.mp4');
    const { loadEditor } = renderWizard({ practice: false });
    expect(await screen.findByText(/Handed over to this page: from-elsewhere\.mp4\. Finding faces costs 0\.007 PTC\./)).toBeTruthy();
    expect(loadEditor).not.toHaveBeenCalled();
    expect(window.location.search).toBe('');
    await userEvent.click(screen.getByRole('button', { name: landing.useOffered }));
    expect(await screen.findByText('editing from-elsewhere.mp4')).toBeTruthy();
  });
});

describe('landing', () => {
  it('the landing loads no editor code before there is something to edit', () => {
    const { loadEditor } = renderWizard();
    expect(screen.getByRole('heading', { name: landing.title })).toBeTruthy();
    expect(loadEditor).not.toHaveBeenCalled();
  });

  it('the landing accepts both files in one drop anywhere in the window', async () => {
    renderWizard();
    drop([clip(), voice()]);
    expect(await screen.findByText('editing clip.mp4 and voice.mp3')).toBeTruthy();
  });

  it('the page frame stays mounted when the editor opens and when it is left by the logo', async () => {
    renderWizard();
    const shellStore = screen.getByRole('banner');
    const current = () => screen.getAllByRole('listitem').find((item) => item.ariaCurrent === 'step' || item.hasAttribute('aria-current'));
    expect(current()?.textContent).toBe('Video');
    drop([clip()]);
    expect(await screen.findByText('editing clip.mp4')).toBeTruthy();
    expect(screen.getByRole('banner')).toBe(shellStore);
    expect(current()?.textContent).toBe('Voice');
    canLeave = false;
    await userEvent.click(screen.getByRole('link', { name: 'Lip-sync Wizard' }));
    expect(screen.getByText('editing clip.mp4')).toBeTruthy();
    canLeave = true;
    await userEvent.click(screen.getByRole('link', { name: 'Lip-sync Wizard' }));
    expect(screen.getByRole('heading', { name: landing.title })).toBeTruthy();
    expect(screen.getByRole('banner')).toBe(shellStore);
    expect(current()?.textContent).toBe('Video');
  });

  it('the media worker is preloaded while a file is dragged over the window', async () => {
    const started = vi.fn();
    vi.stubGlobal(
      'Worker',
      class extends EventTarget {
        constructor() {
          super();
          started();
        }
      },
    );
    const { loadEditor } = renderWizard();
    expect(started).not.toHaveBeenCalled();
    hover('dragenter');
    expect(loadEditor).toHaveBeenCalled();
    await waitFor(() => expect(started).toHaveBeenCalledOnce());
    vi.unstubAllGlobals();
  });

  it('the editor is preloaded on hover and focus, but on touch only after the tap', async () => {
    const { loadEditor } = renderWizard();
    const sample = screen.getByRole('button', { name: new RegExp(`^${landing.sampleTitle}`) });
    fireEvent(sample, pointer('pointerover', 'touch'));
    expect(loadEditor).not.toHaveBeenCalled();
    fireEvent(sample, pointer('pointerover', 'mouse'));
    expect(loadEditor).toHaveBeenCalledOnce();
    loadEditor.mockClear();
    fireEvent.click(sample);
    expect(loadEditor, 'its own picture comes first').not.toHaveBeenCalled();
    await waitFor(() => expect(loadEditor).toHaveBeenCalledOnce());
  });

  it('the drop overlay is shown until the files leave the window', () => {
    renderWizard();
    hover('dragenter');
    hover('dragenter');
    hover('dragleave');
    expect(screen.getByText(landing.dropHere)).toBeTruthy();
    hover('dragleave');
    expect(screen.queryByText(landing.dropHere)).toBeNull();
  });

  it('the drop overlay is shown for a drag that entered before the listener was registered', () => {
    renderWizard();
    hover('dragover');
    hover('dragover');
    expect(screen.getByText(landing.dropHere)).toBeTruthy();
    hover('dragleave');
    expect(screen.queryByText(landing.dropHere)).toBeNull();
  });

  it('the landing accepts files from the picker and a pasted file', async () => {
    const user = userEvent.setup();
    renderWizard();
    const input = document.querySelector('input[type=file]');
    if (!(input instanceof HTMLInputElement)) throw new Error('the file input is missing');
    await user.upload(input, [clip('picked.mp4')]);
    expect(await screen.findByText('editing picked.mp4')).toBeTruthy();
  });

  it('the landing accepts a file from the clipboard', async () => {
    renderWizard();
    paste(window, { files: [clip('pasted.mp4')] });
    expect(await screen.findByText('editing pasted.mp4')).toBeTruthy();
  });

  it('the landing accepts a pasted link and ignores other text', async () => {
    const { loadEditor } = renderWizard();
    paste(window, { text: 'hello there' });
    expect(loadEditor).not.toHaveBeenCalled();
    paste(window, { text: 'https://example.com/a.mp4' });
    expect(await screen.findByText(/editing .*https:\/\/example.com\/a.mp4/)).toBeTruthy();
  });

  it.each([true, false])('the landing offers the sample, which stays in practice mode on a live site (practice: %s)', async (practice) => {
    const user = userEvent.setup();
    renderWizard({ practice });
    expect(screen.getByText(landing.sampleText).textContent).toContain('in practice');
    await user.click(screen.getByRole('button', { name: new RegExp(landing.sampleTitle) }));
    expect(await screen.findByText(/editing .*sample/)).toBeTruthy();
  });

  it('the landing in live mode shows the price of identifying faces', () => {
    renderWizard({ practice: false });
    expect(screen.getByText(/Finding faces costs 0\.007 PTC\./)).toBeTruthy();
    expect(screen.queryByText(/Practice mode/)).toBeNull();
  });

  it('the landing shows the practice strip and today’s spending', () => {
    renderWizard();
    expect(screen.getByText('Practice mode: everything works, nothing is charged, and lips are not changed.')).toBeTruthy();
    expect(screen.getByText('Today 0.42 of 5 PTC')).toBeTruthy();
  });

  it('the landing keeps the files if the editor fails to load, reports it and retries on a click', async () => {
    const user = userEvent.setup();
    let tries = 0;
    renderWizard({
      loadEditor: async () => {
        tries += 1;
        if (tries === 1) throw new Error('chunk missing');
        return loadedEditor;
      },
    });
    drop([clip()]);
    expect(await screen.findByText(landing.openingFailed)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: landing.openAgain }));
    expect(await screen.findByText('editing clip.mp4')).toBeTruthy();
  });

  it('the wizard continues this tab’s draft after a reload', async () => {
    setTabDraftId('d-1');
    renderWizard();
    expect(await screen.findByText(/editing .*d-1/)).toBeTruthy();
  });

  it('starting over returns to the landing', async () => {
    const user = userEvent.setup();
    renderWizard();
    drop([clip()]);
    await user.click(await screen.findByRole('button', { name: 'start over' }));
    expect(screen.getByRole('heading', { name: landing.title })).toBeTruthy();
  });

  it('the landing shows no draft card if the browser stores none', async () => {
    renderWizard();
    await act(async () => undefined);
    await waitFor(() => expect(screen.queryByText(/Go on with/)).toBeNull());
  });
});

describe('budget on the landing', () => {
  it('the landing in live mode shows the remaining budget', () => {
    renderWizard({ practice: false });
    expect(screen.getByText(/Left in today’s budget: 4\.58 PTC\./)).toBeTruthy();
  });

  it('the landing states that the remaining budget is below the price of a job', () => {
    renderWizard({ practice: false, spending: { spentMilliPtc: 4_931, budgetMilliPtc: 5_000 } });
    expect(screen.getByText(/Today’s budget is used up and starts again at midnight UTC\./)).toBeTruthy();
  });

  it('the landing in practice mode shows no budget', () => {
    renderWizard();
    expect(screen.queryByText(/budget/)).toBeNull();
  });
});
