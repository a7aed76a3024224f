'use client';

import { type ReactNode, useCallback, useSyncExternalStore } from 'react';
import type { SpendingResponse } from '@/lib/contracts/access';
import { AppShell } from './app-shell';
import type { Frame } from './frame';
import { StepRail } from './step-rail';

interface WizardFrameProps {
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
  /** Of the editor that is on show; `null` on the first screen. */
  readonly frame: Frame | null;
  /** The editor was left by way of the logo. */
  readonly onLeft: () => void;
  readonly children: ReactNode;
}

const NOTHING_DONE: ReadonlySet<never> = new Set();

/** Around the first screen and the editor: one frame, which stays where it is while what is in it changes. */
export function WizardFrame({ practice, spending, frame, onLeft, children }: WizardFrameProps) {
  const subscribe = useCallback((listener: () => void) => frame?.subscribe(listener) ?? (() => undefined), [frame]);
  const facts = useSyncExternalStore(
    subscribe,
    () => frame?.getFacts() ?? null,
    () => null,
  );
  return (
    <AppShell
      practice={facts?.practice ?? practice}
      spending={facts === null ? spending : facts.spending}
      fills={frame !== null}
      rail={<StepRail current={facts?.step ?? 'video'} done={facts?.done ?? NOTHING_DONE} targets={facts?.targets ?? {}} />}
      {...(frame === null
        ? {}
        : {
            onHome: (event) => {
              event.preventDefault();
              if (frame.leave()) onLeft();
            },
          })}
    >
      {children}
    </AppShell>
  );
}
