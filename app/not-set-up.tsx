import { SetupPage } from '@/components/setup/setup-page';
import { getSiteSetup } from './site-setup';

/** Shown instead of every page except the wizard while this site is not configured. */
export async function NotSetUp() {
  return <SetupPage setup={await getSiteSetup()} />;
}
