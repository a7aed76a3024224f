import 'server-only';
import type { SiteSetup } from '@/lib/contracts/setup';
import { getSetupStatus } from '@/lib/server/config/setup-status';
import { getServices } from '@/lib/server/services';

/** What is still to be set on this site; nothing, where all is well. */
export function getSiteSetup(): Promise<SiteSetup> {
  return getSetupStatus(process.env, getServices);
}
