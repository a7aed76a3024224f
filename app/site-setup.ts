import 'server-only';
import type { SiteSetup } from '@/lib/contracts/setup';
import { getSetupStatus } from '@/lib/server/config/setup-status';
import { getServices } from '@/lib/server/services';

/** Lists the missing settings of this site; empty if it is configured. */
export function getSiteSetup(): Promise<SiteSetup> {
  return getSetupStatus(process.env, getServices);
}
