import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { getPageContext } from '@/app/page-context';
import { TeamView } from '@/components/owner/team-view';
import { getTeam } from '@/lib/server/admin/team';
import { getServices } from '@/lib/server/services';
import { NotSetUp } from '../not-set-up';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  robots: { index: false },
};

/** An editor who is not the owner gets the page for a missing URL; a visitor who may be the owner gets the sign-in. */
export default async function Team() {
  const context = await getPageContext();
  if (!context) return <NotSetUp />;
  if (!context.isOwner) {
    if (context.hasAccess && !context.practice) notFound();
    redirect('/join?to=/team');
  }
  return <TeamView initial={await getTeam(await getServices())} spending={context.spending} />;
}
