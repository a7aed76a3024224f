import { redirect } from 'next/navigation';
import { getPageContext } from '@/app/page-context';
import { OwnerProvider } from '@/components/shell/team-link';
import { JobPage } from '@/components/wizard/steps/result/job-page';
import { NotSetUp } from '../../not-set-up';

export const dynamic = 'force-dynamic';

export default async function Job({ params }: { params: Promise<{ jobId: string }> }) {
  const { jobId } = await params;
  const context = await getPageContext();
  if (!context) return <NotSetUp />;
  if (!context.hasAccess) redirect(`/join?to=${encodeURIComponent(`/jobs/${jobId}`)}`);
  return (
    <OwnerProvider isOwner={context.isOwner && !context.practice}>
      <JobPage jobId={jobId} practice={context.practice} spending={context.spending} />
    </OwnerProvider>
  );
}
