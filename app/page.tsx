import { redirect } from 'next/navigation';
import { SetupProvider } from '@/components/setup/setup-context';
import { OwnerView } from '@/components/wizard/team-link';
import { Wizard } from '@/components/wizard/wizard';
import { readSiteSetup } from './setup-facts';
import { readShellFacts } from './shell-facts';

export const dynamic = 'force-dynamic';

export default async function Home() {
  const facts = await readShellFacts();
  if (!facts) {
    const setup = await readSiteSetup();
    return (
      <SetupProvider setup={setup}>
        <Wizard practice={setup.practice} spending={null} />
      </SetupProvider>
    );
  }
  if (!facts.letIn) redirect('/join');
  return (
    <OwnerView isOwner={facts.isOwner && !facts.practice}>
      <Wizard practice={facts.practice} spending={facts.spending} />
    </OwnerView>
  );
}
