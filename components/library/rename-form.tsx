'use client';

import { useId, useRef, useState } from 'react';
import { jobNameSchema } from '@/lib/contracts/library';
import { libraryWords } from '@/lib/i18n/library';
import { useWords } from '@/lib/i18n/use-words';

interface RenameFormProps {
  /** What it is called now. */
  readonly name: string;
  /** What it is called where it has no name of its own. */
  readonly clipName: string;
  /** The name from now on, `null` for the clip's own, or `undefined` without a change. `byKey`: the keyboard is still here. */
  readonly onDone: (name: string | null | undefined, byKey: boolean) => void;
}

/** A name in its place, to be written anew: Enter or leaving keeps it, Esc leaves it as it was, nothing is the clip's own. */
export function RenameForm({ name, clipName, onDone }: RenameFormProps) {
  const words = useWords(libraryWords);
  const noteId = useId();
  const [isBad, setIsBad] = useState(false);
  /** Leaving the field follows on Enter and on Esc; only the first of them counts. */
  const isOver = useRef(false);

  const keep = (text: string, byKey: boolean) => {
    if (isOver.current) return;
    const trimmed = text.trim();
    const parsed = jobNameSchema.safeParse(trimmed);
    if (trimmed !== '' && !parsed.success) {
      setIsBad(true);
      return;
    }
    isOver.current = true;
    const next = trimmed === '' || trimmed === clipName ? null : trimmed;
    onDone(trimmed === name ? undefined : next, byKey);
  };

  return (
    <span className="block min-w-0">
      <input
        ref={(field) => {
          if (field !== null && document.activeElement !== field) {
            field.focus();
            field.select();
          }
        }}
        defaultValue={name}
        aria-label={words.nameLabel(name)}
        aria-describedby={noteId}
        aria-invalid={isBad || undefined}
        placeholder={clipName}
        autoComplete="off"
        enterKeyHint="done"
        onKeyDown={(event) => {
          // Letters of other scripts are chosen by Enter, too.
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') {
            event.preventDefault();
            keep(event.currentTarget.value, true);
          } else if (event.key === 'Escape') {
            event.stopPropagation();
            isOver.current = true;
            onDone(undefined, true);
          }
        }}
        onBlur={(event) => keep(event.currentTarget.value, false)}
        className="min-h-8 w-full max-w-md rounded-lg border border-line-field bg-ground px-2 font-semibold aria-invalid:border-danger"
      />
      <span
        id={noteId}
        {...(isBad ? { role: 'alert' } : {})}
        className={`mt-1 block text-small ${isBad ? 'text-danger' : 'text-ink-faint'}`}
      >
        {isBad ? words.nameTooLong : words.nameHint}
      </span>
    </span>
  );
}
