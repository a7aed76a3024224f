import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { getCurrentUser, getPageContext, toPageRequest } from '@/app/page-context';
import { StatusView } from '@/components/owner/status-view';
import { getSiteStatus } from '@/lib/server/admin/site-status';
import { getServices } from '@/lib/server/services';
import { NotSetUp } from '../not-set-up';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  robots: { index: false },
};

export default async function Status() {
  const context = await getPageContext();
  if (!context) return <NotSetUp />;
  if (!context.isOwner) {
    if (context.hasAccess && !context.practice) notFound();
    redirect('/join?to=/status');
  }
  const [services, requestHeaders] = await Promise.all([getServices(), headers()]);
  const user = await getCurrentUser(services, requestHeaders);
  const status = await getSiteStatus(services, user, toPageRequest(requestHeaders));
  return <StatusView status={status} spending={context.spending} />;
}
