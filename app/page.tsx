import { redirect } from 'next/navigation';
import { SetupProvider } from '@/components/setup/setup-context';
import { OwnerProvider } from '@/components/shell/team-link';
import { Wizard } from '@/components/wizard/wizard';
import { getPageContext } from './page-context';
import { getSiteSetup } from './site-setup';

export const dynamic = 'force-dynamic';

export default async function Home() {
  const context = await getPageContext();
  if (!context) {
    const setup = await getSiteSetup();
    return (
      <SetupProvider setup={setup}>
        <Wizard practice={setup.practice} spending={null} />
      </SetupProvider>
    );
  }
  if (!context.hasAccess) redirect('/join');
  return (
    <OwnerProvider isOwner={context.isOwner && !context.practice}>
      <Wizard practice={context.practice} spending={context.spending} />
    </OwnerProvider>
  );
}
