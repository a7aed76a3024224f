'use client';

import { type ReactNode, useCallback, useSyncExternalStore } from 'react';
import { AppShell } from '@/components/shell/app-shell';
import { StepRail } from '@/components/shell/step-rail';
import type { SpendingResponse } from '@/lib/contracts/access';
import type { ShellStore } from './session/shell-store';

interface WizardShellProps {
  readonly practice: boolean;
  readonly spending: SpendingResponse | null;
  /** Store of the mounted editor; `null` on the landing. */
  readonly shellStore: ShellStore | null;
  /** Called when the editor is left by the logo. */
  readonly onExit: () => void;
  readonly children: ReactNode;
}

const NO_STEPS: ReadonlySet<never> = new Set();

/** Frame around the landing and the editor, which stays mounted when they change. */
export function WizardShell({ practice, spending, shellStore, onExit, children }: WizardShellProps) {
  const subscribe = useCallback((listener: () => void) => shellStore?.subscribe(listener) ?? (() => undefined), [shellStore]);
  const shellState = useSyncExternalStore(
    subscribe,
    () => shellStore?.getState() ?? null,
    () => null,
  );
  return (
    <AppShell
      practice={shellState?.practice ?? practice}
      spending={shellState === null ? spending : shellState.spending}
      fillsViewport={shellStore !== null}
      rail={
        <StepRail
          currentStep={shellState?.step ?? 'video'}
          completed={shellState?.completed ?? NO_STEPS}
          targets={shellState?.targets ?? {}}
        />
      }
      {...(shellStore === null
        ? {}
        : {
            onHome: (event) => {
              event.preventDefault();
              if (shellStore.startOver()) onExit();
            },
          })}
    >
      {children}
    </AppShell>
  );
}
