'use client';

import { useId, useRef, useState } from 'react';
import { jobNameSchema } from '@/lib/contracts/library';
import { libraryMessages } from '@/lib/i18n/library';
import { useMessages } from '@/lib/i18n/use-messages';

interface RenameFormProps {
  /** What it is called now. */
  readonly name: string;
  /** What it is called where it has no name of its own. */
  readonly clipName: string;
  /** The name from now on, `null` for the clip's own, or `undefined` without a change. `byKeyboard`: the keyboard is still here. */
  readonly onDone: (name: string | null | undefined, byKeyboard: boolean) => void;
}

/** A name in its place, to be written anew: Enter or leaving keeps it, Esc leaves it as it was, nothing is the clip's own. */
export function RenameForm({ name, clipName, onDone }: RenameFormProps) {
  const messages = useMessages(libraryMessages);
  const noteId = useId();
  const [isInvalid, setIsInvalid] = useState(false);
  /** Leaving the field follows on Enter and on Esc; only the first of them counts. */
  const isFinished = useRef(false);

  const submit = (text: string, byKeyboard: boolean) => {
    if (isFinished.current) return;
    const trimmed = text.trim();
    const parsed = jobNameSchema.safeParse(trimmed);
    if (trimmed !== '' && !parsed.success) {
      setIsInvalid(true);
      return;
    }
    isFinished.current = true;
    const newName = trimmed === '' || trimmed === clipName ? null : trimmed;
    onDone(trimmed === name ? undefined : newName, byKeyboard);
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
        aria-label={messages.nameLabel(name)}
        aria-describedby={noteId}
        aria-invalid={isInvalid || undefined}
        placeholder={clipName}
        autoComplete="off"
        enterKeyHint="done"
        onKeyDown={(event) => {
          // Letters of other scripts are chosen by Enter, too.
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') {
            event.preventDefault();
            submit(event.currentTarget.value, true);
          } else if (event.key === 'Escape') {
            event.stopPropagation();
            isFinished.current = true;
            onDone(undefined, true);
          }
        }}
        onBlur={(event) => submit(event.currentTarget.value, false)}
        className="min-h-8 w-full max-w-md rounded-lg border border-line-field bg-ground px-2 font-semibold aria-invalid:border-danger"
      />
      <span
        id={noteId}
        {...(isInvalid ? { role: 'alert' } : {})}
        className={`mt-1 block text-small ${isInvalid ? 'text-danger' : 'text-ink-faint'}`}
      >
        {isInvalid ? messages.nameTooLong : messages.nameHint}
      </span>
    </span>
  );
}
