'use client';

import { Ellipsis } from 'lucide-react';
import { useLayoutEffect, useRef } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Menu, MenuItem, MenuTrigger } from 'react-aria-components/Menu';
import { Popover } from 'react-aria-components/Popover';
import { Text } from 'react-aria-components/Text';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  /** Why the action is unavailable; it is then shown as disabled. */
  readonly disabledReason?: string | undefined;
  readonly tone?: 'danger';
  readonly onAction: () => void;
}

/** Menu button with three dots: arrow keys move, Enter activates, Esc closes. */
export function ActionMenu({ label, actions }: { readonly label: string; readonly actions: readonly MenuAction[] }) {
  const selectedAction = useRef<(() => void) | null>(null);
  return (
    <MenuTrigger>
      <AriaButton
        aria-label={label}
        className="grid size-9 cursor-pointer place-items-center rounded-lg text-ink-soft outline-offset-2 transition-colors duration-150 hover:bg-raised hover:text-ink data-focus-visible:outline-2 data-focus-visible:outline-ink"
      >
        <Ellipsis aria-hidden className="size-4.5" />
      </AriaButton>
      <Popover
        placement="bottom end"
        offset={4}
        className="min-w-48 max-w-72 rounded-xl border border-line-strong bg-panel p-1 text-ink shadow-picture outline-none"
      >
        <AfterClose
          onClosed={() => {
            selectedAction.current?.();
            selectedAction.current = null;
          }}
        />
        <Menu className="outline-none" aria-label={label}>
          {actions.map(({ id, label: text, disabledReason, tone, onAction }) => (
            <MenuItem
              key={id}
              id={id}
              textValue={text}
              isDisabled={disabledReason !== undefined}
              onAction={() => {
                selectedAction.current = onAction;
              }}
              className={`flex min-h-9 cursor-pointer flex-col justify-center rounded-lg px-2.5 py-1.5 font-medium outline-none data-disabled:cursor-default data-focused:bg-raised ${tone === 'danger' && disabledReason === undefined ? 'text-danger' : ''}`}
            >
              <Text slot="label" className={disabledReason === undefined ? '' : 'text-ink-faint'}>
                {text}
              </Text>
              {disabledReason === undefined ? null : (
                <Text slot="description" className="font-normal text-ink-faint text-small">
                  {disabledReason}
                </Text>
              )}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

/** Runs the action after the menu has unmounted, because the open menu traps focus and the action may move it. */
function AfterClose({ onClosed }: { readonly onClosed: () => void }) {
  const latest = useRef(onClosed);
  useLayoutEffect(() => () => latest.current(), []);
  return null;
}
