'use client';

import { createContext, type ReactNode, useContext } from 'react';
import type { SiteSetup } from '@/lib/contracts/setup';

const SetupContext = createContext<SiteSetup | null>(null);

/** Tells everything below that this site is not set up yet: there is no server to find faces and to make jobs. */
export function SetupProvider({ setup, children }: { setup: SiteSetup; children: ReactNode }) {
  return <SetupContext value={setup}>{children}</SetupContext>;
}

/** What is still to be set; `null` where the site works. */
export function useSetup(): SiteSetup | null {
  return useContext(SetupContext);
}
