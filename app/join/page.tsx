import { redirect } from 'next/navigation';
import { Door } from '@/components/wizard/door';
import { MessagePage } from '@/components/wizard/message-page';
import { readShellFacts } from '../shell-facts';
import { safeTarget } from './safe-target';

export const dynamic = 'force-dynamic';

export default async function Join({ searchParams }: { searchParams: Promise<{ to?: string | string[] }> }) {
  const { to } = await searchParams;
  const facts = await readShellFacts();
  const target = safeTarget(to);
  if (!facts) return <MessagePage kind="not-set-up" practice={false} />;
  if (facts.letIn) redirect(target);
  return <Door to={target} practice={facts.practice} />;
}
