'use client';

import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { Notice } from '@/components/shell/notice';
import { Button } from '@/components/ui/button';
import { FileButton } from '@/components/ui/file-button';
import { CLIP_FILE_TYPES } from '@/components/wizard/pending-file/accepted-file-types';
import { preloadMediaWorkerCode } from '@/components/wizard/pending-file/preload-media-worker';
import type { ClipWork, Reselection } from '@/components/wizard/session/snapshot';
import { isUsable } from '@/lib/domain/face';
import type { Person } from '@/lib/domain/people/person';
import { PRICES } from '@/lib/domain/price';
import type { IdentifiedFaces } from '@/lib/domain/wizard';
import { faceMessages } from '@/lib/i18n/face';
import { formatPtcAmount } from '@/lib/i18n/format';
import { helpMessages } from '@/lib/i18n/help';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { FACE_CARD_CLASS, FaceCard } from './face-card';
import { useFaceName } from './use-face-name';

const GoodClipDialog = lazy(async () => ({ default: (await import('@/components/help/good-clip-dialog')).GoodClipDialog }));

interface FaceStepProps {
  readonly practice: boolean;
  readonly hasClip: boolean;
  readonly found: IdentifiedFaces | undefined;
  readonly faceId: string | undefined;
  readonly people: readonly Person[];
  /** Name and other windows of the chosen face. */
  readonly personSection: ReactNode;
  readonly clipWork: ClipWork;
  /** `isKeyboard`: arrow keys select while they move, so the choice is not final. */
  readonly onSelect: (faceId: string, isKeyboard: boolean) => void;
  readonly onFiles: (files: File[]) => void;
}

/** Lists every identified face with its windows. */
export function FaceStep({ practice, hasClip, found, faceId, people, personSection, clipWork, onSelect, onFiles }: FaceStepProps) {
  'use memo';
  const messages = useMessages(faceMessages);
  const getFaceName = useFaceName(found?.faces ?? [], people);
  const isKeyboard = useRef(false);
  if (!hasClip) return <p className="text-ink-soft">{messages.needsClip}</p>;
  if (!found) return clipWork.kind === 'failed' || clipWork.kind === 'stopped' || clipWork.kind === 'file-gone' ? null : <FaceSkeleton />;
  if (found.faces.length === 0) return <NoFace practice={practice} onFiles={onFiles} />;
  const usableFaces = found.faces.filter(isUsable);
  return (
    <div className="flex flex-col gap-3">
      {usableFaces.length > 1 && faceId === undefined ? <p className="text-ink-soft">{messages.chooseOne}</p> : null}
      {usableFaces.length === 0 ? <p className="text-ink-soft">{messages.noneUsable}</p> : null}
      <fieldset
        onPointerDown={() => {
          isKeyboard.current = false;
        }}
        onKeyDown={() => {
          isKeyboard.current = true;
        }}
        className="flex flex-col gap-2"
      >
        <legend className="sr-only">{messages.heading}</legend>
        {found.faces.map((face) => (
          <FaceCard
            key={face.faceId}
            face={face}
            name={getFaceName(face.faceId)}
            isSelected={face.faceId === faceId && isUsable(face)}
            onSelect={() => onSelect(face.faceId, isKeyboard.current)}
          />
        ))}
      </fieldset>
      {personSection}
      {usableFaces.length === 0 ? <ChooseAnotherClip onFiles={onFiles} /> : null}
    </div>
  );
}

/** The upstream service deletes faces after 24 hours; identifying them again is charged, so it needs a click. */
export function ExpiredNotice({ practice, onIdentifyAgain }: { practice: boolean; onIdentifyAgain: () => void }) {
  'use memo';
  const messages = useMessages(faceMessages);
  return (
    <Notice tone="warn" title={messages.expiredTitle}>
      <p>{messages.expiredText}</p>
      <p className="mt-1">{messages.expiredPromise}</p>
      <Button size="small" className="mt-2" onClick={onIdentifyAgain}>
        {practice ? messages.findAgain : messages.findAgainFor(formatPtcAmount(PRICES.identify))}
      </Button>
    </Notice>
  );
}

/** Shows the choices that were restored automatically, until one is changed. */
export function ReselectionNotice({ reselection, onDismiss }: { reselection: Reselection; onDismiss: () => void }) {
  'use memo';
  const messages = useMessages(faceMessages).proposal;
  const sentenceGap = useSentenceGap();
  return (
    <Notice
      tone={reselection.face === 'none' || reselection.voice === 'moved' ? 'warn' : 'plain'}
      title={messages.title}
      onDismiss={onDismiss}
      dismissLabel={messages.dismiss}
    >
      <p>
        {reselection.face === 'none' ? messages.none : messages.face}
        {reselection.voice === 'none' ? '' : `${sentenceGap}${messages[reselection.voice]}`}
      </p>
    </Notice>
  );
}

/** Reserves the space of two cards, to avoid a layout shift. */
function FaceSkeleton() {
  'use memo';
  return (
    <div aria-hidden="true" className="flex flex-col gap-2">
      {[0, 1].map((row) => (
        <div key={row} className={`${FACE_CARD_CLASS} border-line`}>
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
  const messages = useMessages(faceMessages);
  const helpText = useMessages(helpMessages);
  const [isExamplesOpen, setIsExamplesOpen] = useState(false);
  return (
    <Notice tone="warn" title={messages.noneTitle}>
      <p>{practice ? messages.noneFree : messages.noneCharged(formatPtcAmount(PRICES.identify))}</p>
      <p className="mt-2">{messages.noneText}</p>
      <ul className="list-disc pl-4">
        {messages.noneHints.map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-2">
        <ChooseAnotherClip onFiles={onFiles} />
        <Button variant="quiet" onClick={() => setIsExamplesOpen(true)}>
          {helpText.showExamples}
        </Button>
      </div>
      {isExamplesOpen ? (
        <Suspense>
          <GoodClipDialog onClose={() => setIsExamplesOpen(false)} />
        </Suspense>
      ) : null}
    </Notice>
  );
}

function ChooseAnotherClip({ onFiles }: { onFiles: (files: File[]) => void }) {
  'use memo';
  const messages = useMessages(faceMessages);
  return (
    <FileButton accept={CLIP_FILE_TYPES} onFiles={onFiles} onIntent={preloadMediaWorkerCode} className="self-start">
      {messages.noneNext}
    </FileButton>
  );
}
