'use client';

import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { FileButton } from '@/components/ui/file-button';
import { preloadMediaWorkerCode } from '@/components/wizard/pending-file/preload-media-worker';
import { isUsable } from '@/lib/domain/face';
import type { Person } from '@/lib/domain/people/person';
import { PRICES } from '@/lib/domain/price';
import type { IdentifiedFaces } from '@/lib/domain/wizard';
import { faceMessages } from '@/lib/i18n/face';
import { formatPtcAmount } from '@/lib/i18n/format';
import { helpMessages } from '@/lib/i18n/help';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { CLIP_ACCEPT } from './accepted-files';
import { FACE_CARD, FaceCard } from './face-card';
import { Notice } from './notice';
import type { ClipWork, Proposal } from './session/snapshot';
import { useFaceName } from './use-face-name';

const GoodClipDialog = lazy(async () => ({ default: (await import('@/components/help/good-clip-dialog')).GoodClipDialog }));

interface FaceStepProps {
  readonly practice: boolean;
  readonly hasClip: boolean;
  readonly found: IdentifiedFaces | undefined;
  readonly faceId: string | undefined;
  readonly people: readonly Person[];
  /** Who the chosen face is, and in which other windows. */
  readonly person: ReactNode;
  readonly work: ClipWork;
  /** `byKeyboard`: arrows choose while they move; the choice is not final yet. */
  readonly onChoose: (faceId: string, byKey: boolean) => void;
  readonly onFiles: (files: File[]) => void;
}

/** Who speaks: every face that was found, with when it can. */
export function FaceStep({ practice, hasClip, found, faceId, people, person, work, onChoose, onFiles }: FaceStepProps) {
  'use memo';
  const words = useMessages(faceMessages);
  const nameOf = useFaceName(found?.faces ?? [], people);
  const byKey = useRef(false);
  if (!hasClip) return <p className="text-ink-soft">{words.needsClip}</p>;
  if (!found) return work.kind === 'failed' || work.kind === 'stopped' || work.kind === 'file-gone' ? null : <FaceSkeleton />;
  if (found.faces.length === 0) return <NoFace practice={practice} onFiles={onFiles} />;
  const usable = found.faces.filter(isUsable);
  return (
    <div className="flex flex-col gap-3">
      {usable.length > 1 && faceId === undefined ? <p className="text-ink-soft">{words.chooseOne}</p> : null}
      {usable.length === 0 ? <p className="text-ink-soft">{words.noneUsable}</p> : null}
      <fieldset
        onPointerDown={() => {
          byKey.current = false;
        }}
        onKeyDown={() => {
          byKey.current = true;
        }}
        className="flex flex-col gap-2"
      >
        <legend className="sr-only">{words.heading}</legend>
        {found.faces.map((face) => (
          <FaceCard
            key={face.faceId}
            face={face}
            name={nameOf(face.faceId)}
            chosen={face.faceId === faceId && isUsable(face)}
            onChoose={() => onChoose(face.faceId, byKey.current)}
          />
        ))}
      </fieldset>
      {person}
      {usable.length === 0 ? <WayOn onFiles={onFiles} /> : null}
    </div>
  );
}

/** The service forgets faces after 24 hours; finding them anew costs again, so it is asked for. */
export function ExpiredNotice({ practice, onFindAgain }: { practice: boolean; onFindAgain: () => void }) {
  'use memo';
  const words = useMessages(faceMessages);
  return (
    <Notice tone="warn" title={words.expiredTitle}>
      <p>{words.expiredText}</p>
      <p className="mt-1">{words.expiredPromise}</p>
      <Button size="small" className="mt-2" onClick={onFindAgain}>
        {practice ? words.findAgain : words.findAgainFor(formatPtcAmount(PRICES.identify))}
      </Button>
    </Notice>
  );
}

/** What was chosen for the editor after that, until anything of it is changed. */
export function ProposalNotice({ proposal, onDismiss }: { proposal: Proposal; onDismiss: () => void }) {
  'use memo';
  const words = useMessages(faceMessages).proposal;
  const gap = useSentenceGap();
  return (
    <Notice
      tone={proposal.face === 'none' || proposal.voice === 'moved' ? 'warn' : 'plain'}
      title={words.title}
      onDismiss={onDismiss}
      dismissLabel={words.dismiss}
    >
      <p>
        {proposal.face === 'none' ? words.none : words.face}
        {proposal.voice === 'none' ? '' : `${gap}${words[proposal.voice]}`}
      </p>
    </Notice>
  );
}

/** Two cards' worth of place, so that nothing jumps when they come. */
function FaceSkeleton() {
  'use memo';
  return (
    <div aria-hidden="true" className="flex flex-col gap-2">
      {[0, 1].map((row) => (
        <div key={row} className={`${FACE_CARD} border-line`}>
          <div className="skeleton size-12 shrink-0 rounded-lg" />
          <div className="flex grow flex-col gap-2">
            <div className="skeleton h-3 w-16 rounded-sm" />
            <div className="skeleton h-3 w-40 rounded-sm" />
          </div>
        </div>
      ))}
    </div>
  );
}

function NoFace({ practice, onFiles }: { practice: boolean; onFiles: (files: File[]) => void }) {
  'use memo';
  const words = useMessages(faceMessages);
  const help = useMessages(helpMessages);
  const [showsExamples, setShowsExamples] = useState(false);
  return (
    <Notice tone="warn" title={words.noneTitle}>
      <p>{practice ? words.noneFree : words.noneCharged(formatPtcAmount(PRICES.identify))}</p>
      <p className="mt-2">{words.noneText}</p>
      <ul className="list-disc pl-4">
        {words.noneHints.map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-2">
        <WayOn onFiles={onFiles} />
        <Button variant="quiet" onClick={() => setShowsExamples(true)}>
          {help.showExamples}
        </Button>
      </div>
      {showsExamples ? (
        <Suspense>
          <GoodClipDialog onClose={() => setShowsExamples(false)} />
        </Suspense>
      ) : null}
    </Notice>
  );
}

function WayOn({ onFiles }: { onFiles: (files: File[]) => void }) {
  'use memo';
  const words = useMessages(faceMessages);
  return (
    <FileButton accept={CLIP_ACCEPT} onFiles={onFiles} onIntent={preloadMediaWorkerCode} className="self-start">
      {words.noneNext}
    </FileButton>
  );
}
