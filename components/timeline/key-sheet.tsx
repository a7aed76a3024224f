'use client';

import { X } from 'lucide-react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Switch } from '@/components/ui/switch';
import { timelineWords } from '@/lib/i18n/timeline';
import { useWords } from '@/lib/i18n/use-words';
import { KEY_GROUPS, type KeyName } from './key-map';

interface KeySheetProps {
  readonly singleKeys: boolean;
  readonly onSingleKeys: (on: boolean) => void;
  readonly onClose: () => void;
}

const isApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Every key and what it does; and the switch for those who would rather have none of the single ones. */
export function KeySheet({ singleKeys, onSingleKeys, onClose }: KeySheetProps) {
  const words = useWords(timelineWords).keySheet;
  const apple = isApple();
  const names: Readonly<Record<string, string>> = {
    ...words.names,
    Command: apple ? words.names.Cmd : words.names.Ctrl,
    Alt: apple ? words.names.Option : words.names.Alt,
  };
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
      className="fixed inset-0 z-50 grid place-items-center overflow-y-auto bg-[oklch(0_0_0/0.5)] p-4"
    >
      <Modal className="w-full max-w-2xl">
        <Dialog className="rounded-xl border border-line bg-panel p-5 text-ink shadow-picture outline-none">
          <div className="flex items-center">
            <Heading slot="title" className="font-semibold text-large">
              {words.title}
            </Heading>
            <button
              type="button"
              aria-label={words.close}
              onClick={onClose}
              className="ml-auto grid size-8 cursor-pointer place-items-center rounded-lg text-ink-soft hover:bg-raised hover:text-ink"
            >
              <X aria-hidden className="size-4" />
            </button>
          </div>
          <p className="mt-1 text-ink-soft">{words.note}</p>
          <div className="mt-4 grid gap-x-8 gap-y-4 sm:grid-cols-2">
            {KEY_GROUPS.map(({ group, lines }) => (
              <section key={group} aria-label={words.groups[group]}>
                <h3 className="mb-1 font-semibold text-ink-soft text-small">{words.groups[group]}</h3>
                <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
                  {lines.map(({ act, ways }) => (
                    <div key={act} className="contents">
                      <dt>{words.acts[act]}</dt>
                      <dd className="flex items-center justify-end gap-1 text-ink-soft">
                        {ways.map((keys, index) => (
                          <span key={keys.join(' ')} className="flex items-center gap-1">
                            {index > 0 ? <span className="text-ink-faint text-small">{words.or}</span> : null}
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
          <p className="mt-4 text-ink-soft text-small">{words.wheel}</p>
          <div className="mt-4 border-line border-t pt-4">
            <Switch
              label={words.singleKeys}
              note={singleKeys ? words.singleKeysOn : words.singleKeysOff}
              isSelected={singleKeys}
              onChange={onSingleKeys}
            />
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Key({ name, names }: { name: KeyName; names: Readonly<Record<string, string>> }) {
  return (
    <kbd className="min-w-6 rounded-md border border-line-strong bg-ground px-1.5 py-0.5 text-center font-medium text-small text-ink">
      {names[name] ?? name}
    </kbd>
  );
}
