import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { TeamView } from '@/components/owner/team-view';
import { MessagePage } from '@/components/wizard/message-page';
import { DEFAULT_LANGUAGE } from '@/lib/i18n/language';
import { ownerWords } from '@/lib/i18n/owner';
import { shellWords } from '@/lib/i18n/shell';
import { getServices } from '@/lib/server/services';
import { readTeam } from '@/lib/server/team';
import { readShellFacts } from '../shell-facts';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  title: `${ownerWords[DEFAULT_LANGUAGE].teamTitle} · ${shellWords[DEFAULT_LANGUAGE].name}`,
  robots: { index: false },
};

/** Whoever is in without being the owner finds nothing here; whoever may be the owner is asked for the passcode. */
export default async function Team() {
  const facts = await readShellFacts();
  if (!facts) return <MessagePage kind="not-set-up" practice={false} />;
  if (!facts.isOwner) {
    if (facts.letIn && !facts.practice) notFound();
    redirect('/join?to=/team');
  }
  return <TeamView initial={await readTeam(await getServices())} spending={facts.spending} />;
}
