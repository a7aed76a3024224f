'use client';

import type { ReactNode } from 'react';
import { ModalDialog } from './modal-dialog';
import { Switch } from './switch';

export type KeyName = 'Space' | 'Command' | 'Alt' | 'Shift' | 'Left' | 'Right' | 'Home' | 'End' | (string & {});

export interface ShortcutItem {
  readonly label: string;
  readonly combinations: readonly (readonly KeyName[])[];
}

export interface ShortcutGroup {
  readonly label: string;
  readonly shortcuts: readonly ShortcutItem[];
}

export interface ShortcutsDialogMessages {
  readonly title: string;
  readonly close: string;
  readonly note: string;
  readonly or: string;
  readonly singleKeys: string;
  readonly singleKeysOn: string;
  readonly singleKeysOff: string;
  /** Display names of keys; letters and symbols have none. */
  readonly names: Readonly<Record<'Ctrl' | 'Cmd' | 'Alt' | 'Option', string>> & Readonly<Record<string, string>>;
}

interface ShortcutsDialogProps {
  readonly messages: ShortcutsDialogMessages;
  readonly groups: readonly ShortcutGroup[];
  /** Locale of react-aria's built-in messages. */
  readonly locale: string;
  readonly singleKeys: boolean;
  readonly onSingleKeysChange: (on: boolean) => void;
  readonly onClose: () => void;
  /** Content below the list. */
  readonly children?: ReactNode;
}

const isApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Lists every shortcut, with the switch for single-character ones. */
export function ShortcutsDialog({ messages, groups, locale, singleKeys, onSingleKeysChange, onClose, children }: ShortcutsDialogProps) {
  const apple = isApple();
  const names: Readonly<Record<string, string>> = {
    ...messages.names,
    Command: apple ? messages.names.Cmd : messages.names.Ctrl,
    Alt: apple ? messages.names.Option : messages.names.Alt,
  };
  return (
    <ModalDialog title={messages.title} closeLabel={messages.close} locale={locale} onClose={onClose}>
      <p className="mt-1 text-ink-soft">{messages.note}</p>
      <div className="mt-4 grid gap-x-8 gap-y-4 sm:grid-cols-2">
        {groups.map(({ label: group, shortcuts }) => (
          <section key={group} aria-label={group}>
            <h3 className="mb-1 font-semibold text-ink-soft text-small">{group}</h3>
            <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
              {shortcuts.map(({ label, combinations }) => (
                <div key={label} className="contents">
                  <dt>{label}</dt>
                  <dd className="flex items-center justify-end gap-1 text-ink-soft">
                    {combinations.map((keys, index) => (
                      <span key={keys.join(' ')} className="flex items-center gap-1">
                        {index > 0 ? <span className="text-ink-faint text-small">{messages.or}</span> : null}
                        {keys.map((key) => (
                          <Key key={key} name={key} names={names} />
                        ))}
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      {children}
      <div className="mt-4 border-line border-t pt-4">
        <Switch
          label={messages.singleKeys}
          note={singleKeys ? messages.singleKeysOn : messages.singleKeysOff}
          isSelected={singleKeys}
          onChange={onSingleKeysChange}
        />
      </div>
    </ModalDialog>
  );
}

function Key({ name, names }: { name: KeyName; names: Readonly<Record<string, string>> }) {
  return (
    <kbd className="min-w-6 rounded-md border border-line-strong bg-ground px-1.5 py-0.5 text-center font-medium text-small text-ink">
      {names[name] ?? name}
    </kbd>
  );
}
