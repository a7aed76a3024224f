'use client';

import { useId, useRef, useState } from 'react';
import { jobNameSchema } from '@/lib/contracts/library';
import { libraryMessages } from '@/lib/i18n/library';
import { useMessages } from '@/lib/i18n/use-messages';

interface RenameFormProps {
  readonly name: string;
  /** Default name, used when the field is empty. */
  readonly clipName: string;
  /** `name`: the new name, `null` for the clip's name, `undefined` if unchanged. `isKeyboard`: the field still had focus. */
  readonly onDone: (name: string | null | undefined, byKeyboard: boolean) => void;
}

/** Inline rename: Enter or blur saves, Esc cancels, and an empty field restores the clip's name. */
export function RenameForm({ name, clipName, onDone }: RenameFormProps) {
  const messages = useMessages(libraryMessages);
  const noteId = useId();
  const [isInvalid, setIsInvalid] = useState(false);
  /** Blur also follows Enter and Esc; only the first event counts. */
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
          // Enter also confirms an input method's composition.
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
