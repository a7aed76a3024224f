import { redirect } from 'next/navigation';
import { MessagePage } from '@/components/wizard/message-page';
import { Wizard } from '@/components/wizard/wizard';
import { readShellFacts } from './shell-facts';

export const dynamic = 'force-dynamic';

export default async function Home() {
  const facts = await readShellFacts();
  if (!facts) return <MessagePage kind="not-set-up" practice={false} />;
  if (!facts.letIn) redirect('/join');
  return <Wizard practice={facts.practice} spending={facts.spending} />;
}
