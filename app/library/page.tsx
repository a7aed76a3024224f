import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getPageContext } from '@/app/page-context';
import { LibraryPage } from '@/components/library/library-page';
import { OwnerProvider } from '@/components/shell/team-link';
import { NotSetUp } from '../not-set-up';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  robots: { index: false },
};

/** Whose jobs there are is for each call to find out; the page itself is the same for everybody who is let in. */
export default async function Library() {
  const context = await getPageContext();
  if (!context) return <NotSetUp />;
  if (!context.hasAccess) redirect('/join?to=/library');
  return (
    <OwnerProvider isOwner={context.isOwner && !context.practice}>
      <LibraryPage practice={context.practice} spending={context.spending} />
    </OwnerProvider>
  );
}
