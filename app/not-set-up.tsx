import { SetupPage } from '@/components/setup/setup-page';
import { getSiteSetup } from './site-setup';

/** What every page but the wizard's shows where this site does not work yet. */
export async function NotSetUp() {
  return <SetupPage setup={await getSiteSetup()} />;
}
