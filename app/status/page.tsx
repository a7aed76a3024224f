import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { StatusView } from '@/components/owner/status-view';
import { getServices } from '@/lib/server/services';
import { readStatus } from '@/lib/server/site-status';
import { NotSetUp } from '../not-set-up';
import { pageRequest, readAsker, readShellFacts } from '../shell-facts';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  robots: { index: false },
};

export default async function Status() {
  const facts = await readShellFacts();
  if (!facts) return <NotSetUp />;
  if (!facts.isOwner) {
    if (facts.letIn && !facts.practice) notFound();
    redirect('/join?to=/status');
  }
  const [services, requestHeaders] = await Promise.all([getServices(), headers()]);
  const asker = await readAsker(services, requestHeaders);
  const status = await readStatus(services, asker, pageRequest(requestHeaders));
  return <StatusView status={status} spending={facts.spending} />;
}
