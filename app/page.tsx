import { redirect } from 'next/navigation';
import { MessagePage } from '@/components/wizard/message-page';
import { OwnerView } from '@/components/wizard/team-link';
import { Wizard } from '@/components/wizard/wizard';
import { readShellFacts } from './shell-facts';

export const dynamic = 'force-dynamic';

export default async function Home() {
  const facts = await readShellFacts();
  if (!facts) return <MessagePage kind="not-set-up" practice={false} />;
  if (!facts.letIn) redirect('/join');
  return (
    <OwnerView isOwner={facts.isOwner && !facts.practice}>
      <Wizard practice={facts.practice} spending={facts.spending} />
    </OwnerView>
  );
}
