import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { StatusView } from '@/components/owner/status-view';
import { MessagePage } from '@/components/wizard/message-page';
import { DEFAULT_LANGUAGE } from '@/lib/i18n/language';
import { ownerWords } from '@/lib/i18n/owner';
import { shellWords } from '@/lib/i18n/shell';
import { getServices } from '@/lib/server/services';
import { readStatus } from '@/lib/server/site-status';
import { readShellFacts } from '../shell-facts';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  title: `${ownerWords[DEFAULT_LANGUAGE].statusTitle} · ${shellWords[DEFAULT_LANGUAGE].name}`,
  robots: { index: false },
};

export default async function Status() {
  const facts = await readShellFacts();
  if (!facts) return <MessagePage kind="not-set-up" practice={false} />;
  if (!facts.isOwner) {
    if (facts.letIn && !facts.practice) notFound();
    redirect('/join?to=/status');
  }
  return <StatusView status={await readStatus(await getServices())} spending={facts.spending} />;
}
