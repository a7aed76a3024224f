'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';

export type ParsedTime = { readonly ok: true; readonly ms: number } | { readonly ok: false; readonly message: string };

interface TimeFieldProps {
  readonly label: string;
  readonly valueMs: number;
  readonly format: (ms: number) => string;
  /** Parses the typed text; relative input is based on the current value. */
  readonly parse: (text: string) => ParsedTime;
  readonly onCommit: (ms: number) => void;
  /** Describes the accepted formats for screen readers. */
  readonly hint: string;
  /** Why the value was limited; set by the owner of the rule. */
  readonly note?: string | null;
  readonly isDisabled?: boolean;
  /** Class of the note, which is a sibling of the field so that a grid can give it its own row. */
  readonly noteClassName?: string;
  /** Subscribes to preview values during a drag, outside React. */
  readonly subscribeToPreview?: ((show: (ms: number) => void) => () => void) | undefined;
}

/** A text field for a time. Enter or blur commits, Escape reverts. Invalid input keeps the last valid value and shows the reason until the next input. */
export function TimeField({
  label,
  valueMs,
  format,
  parse,
  onCommit,
  hint,
  note = null,
  isDisabled = false,
  noteClassName = '',
  subscribeToPreview,
}: TimeFieldProps) {
  const id = useId();
  const inputRef = useRef<HTMLInputElement>(null);
  const validText = format(valueMs);
  const latestParse = useRef(parse);
  useEffect(() => {
    latestParse.current = parse;
  });
  const [resolver] = useState(() => zodResolver(z.object({ entry: entrySchema((text) => latestParse.current(text)) })));
  const {
    register,
    handleSubmit,
    reset,
    formState: { isDirty },
    getValues,
    setFocus,
  } = useForm({
    values: { entry: validText },
    resolver,
    mode: 'onSubmit',
    reValidateMode: 'onSubmit',
  });
  /** The invalid input; kept after blur, so that the reason stays visible while the field shows the valid value. */
  const [rejectedText, setRejectedText] = useState<string | null>(null);
  const parsed = rejectedText === null ? null : parse(rejectedText);
  const message = parsed && !parsed.ok ? parsed.message : note;
  const isInvalid = rejectedText !== null && isDirty;

  /** The shown value, to skip unchanged writes: most drags change only one or two times. */
  const shownMs = useRef(valueMs);
  useLayoutEffect(() => {
    shownMs.current = valueMs;
  }, [valueMs]);
  useEffect(
    () =>
      subscribeToPreview?.((ms) => {
        const input = inputRef.current;
        // A focused field is not overwritten.
        if (ms === shownMs.current || !input || input === document.activeElement) return;
        shownMs.current = ms;
        input.value = format(ms);
      }),
    [subscribeToPreview, format],
  );

  const commitEntry = (isLeaving: boolean) =>
    handleSubmit(
      ({ entry }) => {
        setRejectedText(null);
        reset({ entry: validText });
        if (entry !== valueMs) onCommit(entry);
      },
      () => {
        setRejectedText(getValues('entry'));
        if (isLeaving) reset({ entry: validText });
        else setFocus('entry', { shouldSelect: true });
      },
    )();

  function handleLeave() {
    if (getValues('entry') !== validText) void commitEntry(true);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === 'Enter') {
      event.preventDefault();
      void commitEntry(false);
    } else if (event.key === 'Escape' && isDirty) {
      event.preventDefault();
      event.stopPropagation();
      setRejectedText(null);
      reset({ entry: validText });
    }
  }

  const { onBlur, ref: registerRef, ...field } = register('entry');
  return (
    <>
      <div className="min-w-0">
        <label htmlFor={id} className="block text-ink-soft text-small">
          {label}
        </label>
        {/* Contained size, so that value changes cause no layout outside the field. */}
        <div className="mt-1 h-8 [contain:size_layout]">
          <input
            {...field}
            ref={(input) => {
              registerRef(input);
              inputRef.current = input;
            }}
            id={id}
            type="text"
            inputMode="text"
            autoComplete="off"
            spellCheck={false}
            disabled={isDisabled}
            aria-invalid={isInvalid || undefined}
            aria-describedby={`${id}-hint ${id}-note`}
            onKeyDown={onKeyDown}
            onFocus={(event) => event.currentTarget.select()}
            onBlur={(event) => {
              void onBlur(event);
              handleLeave();
            }}
            className={`tabular size-full rounded-lg border bg-ground px-2.5 font-medium text-ink disabled:opacity-45 ${isInvalid ? 'border-danger' : 'border-line-strong'}`}
          />
        </div>
        <p id={`${id}-hint`} className="sr-only">
          {hint}
        </p>
      </div>
      <p id={`${id}-note`} role="status" className={message === null ? 'sr-only' : `text-small text-warn ${noteClassName}`}>
        {message}
      </p>
    </>
  );
}

/** Parses text to milliseconds. */
function entrySchema(parse: (text: string) => ParsedTime) {
  return z.string().transform((text, context) => {
    const parsed = parse(text);
    if (parsed.ok) return parsed.ms;
    context.addIssue({ code: 'custom', message: parsed.message });
    return z.NEVER;
  });
}
