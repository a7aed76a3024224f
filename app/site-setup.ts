import 'server-only';
import type { SiteSetup } from '@/lib/contracts/setup';
import { getServices } from '@/lib/server/services';
import { getSetupStatus } from '@/lib/server/config/setup-status';

/** What is still to be set on this site; nothing, where all is well. */
export function getSiteSetup(): Promise<SiteSetup> {
  return getSetupStatus(process.env, getServices);
}
