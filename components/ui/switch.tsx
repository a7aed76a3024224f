'use client';

import { useId } from 'react';
import { Switch as AriaSwitch } from 'react-aria-components/Switch';

interface SwitchProps {
  readonly label: string;
  /** Explains the current state, or why it cannot be changed. */
  readonly note: string;
  readonly isSelected: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

/** A switch with an explanation below its name. */
export function Switch({ label, note, isSelected, isDisabled = false, onChange }: SwitchProps) {
  'use memo';
  const noteId = useId();
  return (
    <div>
      <AriaSwitch
        aria-describedby={noteId}
        isSelected={isSelected}
        isDisabled={isDisabled}
        onChange={onChange}
        className="group flex min-h-6 cursor-pointer items-center gap-3 data-disabled:cursor-default"
      >
        <span
          data-drawn
          className="flex h-5 w-8.5 shrink-0 items-center rounded-full border border-line-field bg-raised p-0.5 outline-offset-2 transition-colors duration-150 group-data-disabled:opacity-45 group-data-focus-visible:outline-2 group-data-focus-visible:outline-ink group-data-selected:border-ink group-data-selected:bg-ink"
        >
          <span className="size-3.5 rounded-full bg-ink-soft transition-transform duration-150 group-data-selected:translate-x-3.5 group-data-selected:bg-panel" />
        </span>
        <span className="font-medium group-data-disabled:text-ink-faint">{label}</span>
      </AriaSwitch>
      <p id={noteId} className="pl-11.5 text-ink-soft text-small">
        {note}
      </p>
    </div>
  );
}
