import { redirect } from 'next/navigation';
import { JobPage } from '@/components/wizard/job-page';
import { OwnerView } from '@/components/wizard/team-link';
import { NotSetUp } from '../../not-set-up';
import { readShellFacts } from '../../shell-facts';

export const dynamic = 'force-dynamic';

export default async function Job({ params }: { params: Promise<{ jobId: string }> }) {
  const { jobId } = await params;
  const facts = await readShellFacts();
  if (!facts) return <NotSetUp />;
  if (!facts.letIn) redirect(`/join?to=${encodeURIComponent(`/jobs/${jobId}`)}`);
  return (
    <OwnerView isOwner={facts.isOwner && !facts.practice}>
      <JobPage jobId={jobId} practice={facts.practice} spending={facts.spending} />
    </OwnerView>
  );
}
