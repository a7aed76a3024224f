import 'server-only';
import type { SiteSetup } from '@/lib/contracts/setup';
import { getServices } from '@/lib/server/services';
import { readSetup } from '@/lib/server/setup';

/** What is still to be set on this site; nothing, where all is well. */
export function readSiteSetup(): Promise<SiteSetup> {
  return readSetup(process.env, getServices);
}
