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
  /** Why it cannot be done now; it is shown, and cannot be pressed. */
  readonly disabledReason?: string | undefined;
  readonly tone?: 'danger';
  readonly onAction: () => void;
}

/** Three dots that open a list of things to do: arrows go through it, Enter does, Esc leaves. */
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

/** Acts once the list is gone: as long as it is there it holds the keyboard, and what is done may want to put it elsewhere. */
function AfterClose({ onClosed }: { readonly onClosed: () => void }) {
  const latest = useRef(onClosed);
  useLayoutEffect(() => () => latest.current(), []);
  return null;
}
