'use client';

import { type ComponentType, useCallback, useEffect, useRef, useState } from 'react';
import { afterNextPaint } from '@/components/hooks/after-next-paint';
import { onIdle } from '@/components/hooks/on-idle';
import { useSetup } from '@/components/setup/setup-context';
import { preloadMediaWorkerCode } from '@/components/wizard/pending-file/preload-media-worker';
import { getTabDraftId } from '@/lib/client/drafts/draft-list';
import { registerServiceWorker, takeSharedFiles } from '@/lib/client/offline';
import type { SpendingResponse } from '@/lib/contracts/access';
import type { EditorProps } from './editor/editor';
import { Landing } from './landing/landing';
import type { ShellStore } from './session/shell-store';
import type { WizardEntry } from './session/wizard-entry';
import { WizardShell } from './wizard-shell';

export interface WizardProps {
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
  /** Loads the editor's code when there is something to edit, and the draft that it starts with. */
  readonly loadEditor?: (request: EditorRequest, site: SiteState) => Promise<LoadedEditor>;
}

interface SiteState {
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
  /** Whether a server is configured. */
  readonly isConfigured: boolean;
}

interface LoadedEditor {
  readonly Editor: ComponentType<EditorProps>;
  readonly shellStore: ShellStore;
}

/** A visit that has started, or an intent (hover or focus) that may start one, with the draft's id if known. */
type EditorRequest = { readonly begun: WizardEntry } | { readonly likelyDraftId: string | null };

const loadEditorModule: NonNullable<WizardProps['loadEditor']> = async (request, { practice, spending, isConfigured }) => {
  const { Editor, begin, getShellStore: frameOf, prefetchDraft: readAhead } = await import('./editor/editor');
  if ('begun' in request) await begin(request.begun, practice, isConfigured);
  else if (request.likelyDraftId !== null) readAhead(request.likelyDraftId, practice, isConfigured);
  return { Editor, shellStore: frameOf(practice, isConfigured, spending) };
};

const OPENING_NOTE_DELAY_MS = 100;

/** The wizard's page: a light landing, and the editor from the first file on. */
export function Wizard({ practice, spending, loadEditor = loadEditorModule }: WizardProps) {
  const [entry, setEntry] = useState<WizardEntry | null>(null);
  const [loadedEditor, setLoadedEditor] = useState<(LoadedEditor & { readonly entry: WizardEntry }) | null>(null);
  const [hasFailed, setHasFailed] = useState(false);
  const [isSharedContentMissing, setIsSharedContentMissing] = useState(false);
  const [offeredFiles, setOfferedFiles] = useState<readonly File[]>([]);
  const isConfigured = useSetup() === null;
  const load = useCallback(
    (request: EditorRequest) => loadEditor(request, { practice, spending, isConfigured }),
    [loadEditor, practice, spending, isConfigured],
  );
  /** A newer entry replaces one that is still being opened. */
  const latestEntryRef = useRef<WizardEntry | null>(null);

  const openEntry = useCallback(
    async (nextEntry: WizardEntry) => {
      latestEntryRef.current = nextEntry;
      setHasFailed(false);
      const showEntry = () => {
        if (latestEntryRef.current === nextEntry) setEntry(nextEntry);
      };
      // Delayed, because a stored draft usually opens before the note could be read.
      const showTimer = nextEntry.kind === 'draft' ? setTimeout(showEntry, OPENING_NOTE_DELAY_MS) : undefined;
      if (nextEntry.kind !== 'draft') {
        showEntry();
        // Paints the response to the click before heavy work begins.
        await afterNextPaint();
        if (latestEntryRef.current !== nextEntry) return;
      }
      try {
        const editor = await load({ begun: nextEntry });
        if (latestEntryRef.current === nextEntry) setLoadedEditor({ ...editor, entry: nextEntry });
      } catch {
        if (latestEntryRef.current === nextEntry) setHasFailed(true);
      } finally {
        clearTimeout(showTimer);
        showEntry();
      }
    },
    [load],
  );

  // Shared content takes precedence; otherwise a reload or a return from a result continues this tab's draft.
  useEffect(() => {
    const restoreEntry = async () => {
      const shared = await readSharedEntry();
      const draftId = getTabDraftId();
      if (shared === 'nothing') setIsSharedContentMissing(true);
      // Any site can submit files to the share target with a form, so processing that costs money needs a click.
      else if (shared?.kind === 'files' && !practice) setOfferedFiles(shared.files);
      else if (shared !== null) await openEntry(shared);
      else if (draftId !== null) await openEntry({ kind: 'draft', draftId });
    };
    void restoreEntry();
  }, [openEntry, practice]);

  // Registered when idle, because it lists the page's loaded files.
  useEffect(() => onIdle(() => void registerServiceWorker()), []);

  const activeEditor = loadedEditor !== null && loadedEditor.entry === entry ? loadedEditor : null;
  const startOver = () => setEntry(null);
  return (
    <WizardShell practice={practice} spending={spending} shellStore={activeEditor?.shellStore ?? null} onExit={startOver}>
      {activeEditor === null ? (
        <Landing
          practice={practice}
          spending={spending}
          isOpening={entry !== null && !hasFailed}
          hasOpeningFailed={hasFailed}
          isSharedContentMissing={isSharedContentMissing}
          offeredFiles={offeredFiles}
          onStart={(nextEntry) => void openEntry(nextEntry)}
          onRetryOpen={() => entry && void openEntry(entry)}
          // Errors are ignored: the click loads again and reports them.
          onIntent={(draftId) => {
            void load({ likelyDraftId: draftId ?? null }).catch(() => undefined);
            preloadMediaWorkerCode();
          }}
        />
      ) : (
        <activeEditor.Editor practice={practice} entry={activeEditor.entry} onStartOver={startOver} />
      )}
    </WizardShell>
  );
}

/** Reads the shared content that the URL announces and removes the parameter, so that a reload does not repeat it. */
async function readSharedEntry(): Promise<WizardEntry | 'nothing' | null> {
  const searchParams = new URLSearchParams(window.location.search);
  const shared = searchParams.get('shared');
  if (shared === null) return null;
  window.history.replaceState(null, '', window.location.pathname);
  const link = searchParams.get('link');
  if (shared === 'link' && link !== null) return { kind: 'link', text: link };
  const files = shared === 'files' ? await takeSharedFiles().catch(() => []) : [];
  return files.length > 0 ? { kind: 'files', files } : 'nothing';
}
