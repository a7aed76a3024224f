'use client';

import { type ComponentType, useCallback, useEffect, useRef, useState } from 'react';
import { warmUpReader } from '@/components/media/warm-up';
import { useSetup } from '@/components/setup/setup-context';
import { nextPicture } from '@/components/ui/next-picture';
import { whenAtRest } from '@/components/ui/when-at-rest';
import { draftOfThisTab } from '@/lib/client/draft-list';
import { prepareForOffline, takeSharedFiles } from '@/lib/client/offline';
import type { SpendingAnswer } from '@/lib/contracts/access';
import { AppShell } from './app-shell';
import type { Beginning } from './begin';
import type { EditorProps } from './editor';
import { Start } from './start';
import { StepRail } from './step-rail';

export interface WizardProps {
  readonly practice: boolean;
  readonly spending: SpendingAnswer | null;
  /** Where the editor comes from: its code is loaded when there is something to edit, and what it begins with is read, where that takes a while. */
  readonly loadEditor?: (wish: EditorWish, practice: boolean, ready: boolean) => Promise<ComponentType<EditorProps>>;
}

/** Something was begun, or a hand is on its way to doing so, perhaps to a draft that is known already. */
type EditorWish = { readonly begun: Beginning } | { readonly likelyDraftId: string | null };

const loadEditorChunk: NonNullable<WizardProps['loadEditor']> = async (wish, practice, ready) => {
  const { Editor, begin, readAhead } = await import('./editor');
  if ('begun' in wish) await begin(wish.begun, practice, ready);
  else if (wish.likelyDraftId !== null) readAhead(wish.likelyDraftId, practice, ready);
  return Editor;
};

const OPENS_WITHIN_MS = 100;

const NOTHING_DONE: ReadonlySet<never> = new Set();

/** The wizard's page: a light first screen, and the editor from the first file on. */
export function Wizard({ practice, spending, loadEditor = loadEditorChunk }: WizardProps) {
  const [beginning, setBeginning] = useState<Beginning | null>(null);
  const [loaded, setLoaded] = useState<{ readonly Editor: ComponentType<EditorProps>; readonly beginning: Beginning } | null>(null);
  const [failed, setFailed] = useState(false);
  const [sharedInVain, setSharedInVain] = useState(false);
  const [offered, setOffered] = useState<readonly File[]>([]);
  const ready = useSetup() === null;
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
        await nextPicture();
        if (latest.current !== next) return;
      }
      try {
        const Editor = await loadEditor({ begun: next }, practice, ready);
        if (latest.current === next) setLoaded({ Editor, beginning: next });
      } catch {
        if (latest.current === next) setFailed(true);
      } finally {
        clearTimeout(soon);
        show();
      }
    },
    [loadEditor, practice, ready],
  );

  // What another app shared comes first; a reload, or coming back from a result, goes on where this tab was.
  useEffect(() => {
    const begin = async () => {
      const shared = await sharedBeginning();
      const draftId = draftOfThisTab();
      if (shared === 'nothing') setSharedInVain(true);
      // Any other site can hand files over too, by a form that it sends here; only a press of the editor's may cost money.
      else if (shared?.kind === 'files' && !practice) setOffered(shared.files);
      else if (shared !== null) await open(shared);
      else if (draftId !== null) await open({ kind: 'draft', draftId });
    };
    void begin();
  }, [open, practice]);

  // It looks at the page itself, so it runs when the page is there and at rest.
  useEffect(() => whenAtRest(() => void prepareForOffline()), []);

  if (loaded !== null && loaded.beginning === beginning) {
    const { Editor } = loaded;
    return <Editor practice={practice} initialSpending={spending} beginning={beginning} onStartOver={() => setBeginning(null)} />;
  }
  return (
    <AppShell practice={practice} spending={spending} rail={<StepRail current="video" done={NOTHING_DONE} targets={{}} />}>
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
          void loadEditor({ likelyDraftId: draftId ?? null }, practice, ready).catch(() => undefined);
          warmUpReader();
        }}
      />
    </AppShell>
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
