'use client';

import { type ComponentType, useCallback, useEffect, useRef, useState } from 'react';
import { afterNextPaint } from '@/components/hooks/after-next-paint';
import { onIdle } from '@/components/hooks/on-idle';
import { useSetup } from '@/components/setup/setup-context';
import { preloadMediaWorkerCode } from '@/components/wizard/pending-file/preload-media-worker';
import { getTabDraftId } from '@/lib/client/drafts/draft-list';
import { registerServiceWorker, takeSharedFiles } from '@/lib/client/offline';
import type { SpendingResponse } from '@/lib/contracts/access';
import type { Beginning } from './begin';
import type { EditorProps } from './editor';
import type { Frame } from './frame';
import { Start } from './start';
import { WizardFrame } from './wizard-frame';

export interface WizardProps {
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
  /** Where the editor comes from: its code is loaded when there is something to edit, and what it begins with is read, where that takes a while. */
  readonly loadEditor?: (wish: EditorWish, site: Site) => Promise<LoadedEditor>;
}

interface Site {
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
  /** There is a server to find faces and to make jobs. */
  readonly ready: boolean;
}

interface LoadedEditor {
  readonly Editor: ComponentType<EditorProps>;
  readonly frame: Frame;
}

/** Something was begun, or a hand is on its way to doing so, perhaps to a draft that is known already. */
type EditorWish = { readonly begun: Beginning } | { readonly likelyDraftId: string | null };

const loadEditorChunk: NonNullable<WizardProps['loadEditor']> = async (wish, { practice, spending, ready }) => {
  const { Editor, begin, frameOf, readAhead } = await import('./editor');
  if ('begun' in wish) await begin(wish.begun, practice, ready);
  else if (wish.likelyDraftId !== null) readAhead(wish.likelyDraftId, practice, ready);
  return { Editor, frame: frameOf(practice, ready, spending) };
};

const OPENS_WITHIN_MS = 100;

/** The wizard's page: a light first screen, and the editor from the first file on. */
export function Wizard({ practice, spending, loadEditor = loadEditorChunk }: WizardProps) {
  const [beginning, setBeginning] = useState<Beginning | null>(null);
  const [loaded, setLoaded] = useState<(LoadedEditor & { readonly beginning: Beginning }) | null>(null);
  const [failed, setFailed] = useState(false);
  const [sharedInVain, setSharedInVain] = useState(false);
  const [offered, setOffered] = useState<readonly File[]>([]);
  const ready = useSetup() === null;
  const load = useCallback((wish: EditorWish) => loadEditor(wish, { practice, spending, ready }), [loadEditor, practice, spending, ready]);
  /** Another wish takes the place of one that is still being opened. */
  const latest = useRef<Beginning | null>(null);

  const open = useCallback(
    async (next: Beginning) => {
      latest.current = next;
      setFailed(false);
      const show = () => {
        if (latest.current === next) setBeginning(next);
      };
      // What this browser keeps is there before anybody could read that it is being opened.
      const soon = next.kind === 'draft' ? setTimeout(show, OPENS_WITHIN_MS) : undefined;
      if (next.kind !== 'draft') {
        show();
        // The press has its own picture before anything heavy begins.
        await afterNextPaint();
        if (latest.current !== next) return;
      }
      try {
        const editor = await load({ begun: next });
        if (latest.current === next) setLoaded({ ...editor, beginning: next });
      } catch {
        if (latest.current === next) setFailed(true);
      } finally {
        clearTimeout(soon);
        show();
      }
    },
    [load],
  );

  // What another app shared comes first; a reload, or coming back from a result, goes on where this tab was.
  useEffect(() => {
    const begin = async () => {
      const shared = await sharedBeginning();
      const draftId = getTabDraftId();
      if (shared === 'nothing') setSharedInVain(true);
      // Any other site can hand files over too, by a form that it sends here; only a press of the editor's may cost money.
      else if (shared?.kind === 'files' && !practice) setOffered(shared.files);
      else if (shared !== null) await open(shared);
      else if (draftId !== null) await open({ kind: 'draft', draftId });
    };
    void begin();
  }, [open, practice]);

  // It looks at the page itself, so it runs when the page is there and at rest.
  useEffect(() => onIdle(() => void registerServiceWorker()), []);

  const editing = loaded !== null && loaded.beginning === beginning ? loaded : null;
  const startOver = () => setBeginning(null);
  return (
    <WizardFrame practice={practice} spending={spending} frame={editing?.frame ?? null} onLeft={startOver}>
      {editing === null ? (
        <Start
          practice={practice}
          spending={spending}
          opening={beginning !== null && !failed}
          openingFailed={failed}
          sharedInVain={sharedInVain}
          offered={offered}
          onBegin={(next) => void open(next)}
          onOpenAgain={() => beginning && void open(beginning)}
          // Failing here costs nothing: the press itself tries again, and speaks.
          onIntent={(draftId) => {
            void load({ likelyDraftId: draftId ?? null }).catch(() => undefined);
            preloadMediaWorkerCode();
          }}
        />
      ) : (
        <editing.Editor practice={practice} beginning={editing.beginning} onStartOver={startOver} />
      )}
    </WizardFrame>
  );
}

/** What the address says was shared; said once, so that a reload does not bring it again. */
async function sharedBeginning(): Promise<Beginning | 'nothing' | null> {
  const asked = new URLSearchParams(window.location.search);
  const shared = asked.get('shared');
  if (shared === null) return null;
  window.history.replaceState(null, '', window.location.pathname);
  const link = asked.get('link');
  if (shared === 'link' && link !== null) return { kind: 'link', text: link };
  const files = shared === 'files' ? await takeSharedFiles().catch(() => []) : [];
  return files.length > 0 ? { kind: 'files', files } : 'nothing';
}
