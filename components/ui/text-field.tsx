import { type InputHTMLAttributes, useId } from 'react';

interface TextFieldProps extends InputHTMLAttributes<HTMLInputElement> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly ref?: React.Ref<HTMLInputElement>;
}

/** A labelled text field; its error is part of its description. */
export function TextField({ label, hint, error, className = '', ...input }: TextFieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className={`flex flex-col gap-1.5 ${className}`}>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? noteId : undefined}
        className="min-h-9 w-full rounded-lg border border-line-field bg-ground px-2.5 aria-invalid:border-danger"
        {...input}
      />
      {note ? (
        <p id={noteId} className={error ? 'text-danger' : 'text-ink-faint'} {...(error ? { role: 'alert' } : {})}>
          {note}
        </p>
      ) : null}
    </div>
  );
}
