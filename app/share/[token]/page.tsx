import type { Metadata } from 'next';
import { getPageContext } from '@/app/page-context';
import { SharedResult } from '@/components/share/shared-result';
import { NotSetUp } from '../../not-set-up';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  // The URL grants access, so it must not be indexed or sent as a referrer.
  robots: { index: false, follow: false },
  referrer: 'no-referrer',
};

export default async function Share({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const context = await getPageContext();
  if (!context) return <NotSetUp />;
  return <SharedResult token={token} practice={context.practice} />;
}
