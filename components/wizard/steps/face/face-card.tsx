'use client';

import { UserRound } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { isUsable } from '@/lib/domain/face';
import { PLACEMENT_LIMITS } from '@/lib/domain/placement';
import { getLengthMs } from '@/lib/domain/time';
import type { WizardFace } from '@/lib/domain/wizard';
import { faceMessages } from '@/lib/i18n/face';
import { useMessages } from '@/lib/i18n/use-messages';

/** The thumbnail of a face; a placeholder if there is none or it fails to load. */
export function FaceThumbnail({ url, size = 'large' }: { url: string | null; size?: 'small' | 'large' }) {
  'use memo';
  const [failedUrl, setFailedUrl] = useState<string | null>(null);
  const sizeClass = `${size === 'large' ? 'size-12 rounded-lg' : 'size-8 rounded-md'} shrink-0 bg-raised`;
  if (url === null || url === failedUrl) {
    return (
      <span className={`${sizeClass} grid place-items-center text-ink-faint`}>
        <UserRound aria-hidden className={size === 'large' ? 'size-6' : 'size-4'} />
      </span>
    );
  }
  return (
    // biome-ignore lint/performance/noImgElement: small, private, and requires the session
    <img src={url} alt="" width={48} height={48} onError={() => setFailedUrl(url)} className={`${sizeClass} object-cover`} />
  );
}

export function FaceText({ face, name }: { face: WizardFace; name: string }) {
  'use memo';
  const messages = useMessages(faceMessages);
  const { startMs, endMs } = face.window;
  return (
    <span className="min-w-0 grow">
      <span className="block truncate font-semibold">{name}</span>{' '}
      <span className="tabular block text-ink-soft">
        {isUsable(face) ? messages.canSpeak(startMs, endMs) : messages.tooShort(getLengthMs(face.window), PLACEMENT_LIMITS.minOverlapMs)}
      </span>
    </span>
  );
}

export const FACE_CARD_CLASS = 'flex items-center gap-3 rounded-xl border p-2 pr-3';

interface FaceCardProps {
  readonly face: WizardFace;
  readonly name: string;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

/** One face as a large radio button. An unusable face is shown with the reason and is disabled. */
export function FaceCard({ face, name, isSelected, onSelect }: FaceCardProps): ReactNode {
  'use memo';
  const canSpeak = isUsable(face);
  const stateClass = isSelected
    ? 'border-accent bg-accent-soft'
    : canSpeak
      ? 'cursor-pointer border-line-strong hover:bg-raised'
      : 'border-line border-dashed';
  return (
    <label
      className={`${FACE_CARD_CLASS} ${stateClass} transition-colors duration-150 has-focus-visible:outline-2 has-focus-visible:outline-offset-2`}
    >
      <span className={`shrink-0 ${canSpeak ? '' : 'opacity-50'}`}>
        <FaceThumbnail url={face.thumbnailUrl} />
      </span>
      <FaceText face={face} name={name} />
      <input
        type="radio"
        name="face"
        value={face.faceId}
        checked={isSelected}
        disabled={!canSpeak}
        onChange={onSelect}
        className="size-4 shrink-0 accent-accent focus-visible:outline-none"
      />
    </label>
  );
}
