'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { SiteSetup } from '@/lib/contracts/setup';

const SetupContext = createContext<SiteSetup | null>(null);

/** Provides the setup state: without it there is no server that identifies faces and creates jobs. */
export function SetupProvider({ setup, children }: { setup: SiteSetup; children: ReactNode }) {
  return <SetupContext value={setup}>{children}</SetupContext>;
}

/** The missing settings; `null` if the site is configured. */
export function useSetup(): SiteSetup | null {
  return useContext(SetupContext);
}
