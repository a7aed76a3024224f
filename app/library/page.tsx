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

/** The page is the same for all editors; the API decides which jobs each of them sees. */
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
