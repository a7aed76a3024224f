import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { LibraryPage } from '@/components/library/library-page';
import { OwnerView } from '@/components/wizard/team-link';
import { NotSetUp } from '../not-set-up';
import { readShellFacts } from '../shell-facts';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  robots: { index: false },
};

/** Whose jobs there are is for each call to find out; the page itself is the same for everybody who is let in. */
export default async function Library() {
  const facts = await readShellFacts();
  if (!facts) return <NotSetUp />;
  if (!facts.letIn) redirect('/join?to=/library');
  return (
    <OwnerView isOwner={facts.isOwner && !facts.practice}>
      <LibraryPage practice={facts.practice} spending={facts.spending} />
    </OwnerView>
  );
}
