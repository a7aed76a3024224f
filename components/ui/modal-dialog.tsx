'use client';

import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

interface ModalDialogProps {
  readonly title: string;
  readonly closeLabel: string;
  /** Locale of react-aria's built-in messages. */
  readonly locale: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** Modal dialog that traps focus, closes on Esc, on an outside click and by its close button, and restores focus. */
export function ModalDialog({ title, closeLabel, locale, onClose, children }: ModalDialogProps) {
  return (
    <I18nProvider locale={locale}>
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
                {title}
              </Heading>
              <button
                type="button"
                aria-label={closeLabel}
                onClick={onClose}
                className="ml-auto grid size-8 cursor-pointer place-items-center rounded-lg text-ink-soft hover:bg-raised hover:text-ink"
              >
                <X aria-hidden className="size-4" />
              </button>
            </div>
            {children}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </I18nProvider>
  );
}
