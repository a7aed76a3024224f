import type { Metadata } from 'next';
import { SharedResult } from '@/components/share/shared-result';
import { MessagePage } from '@/components/wizard/message-page';
import { DEFAULT_LANGUAGE } from '@/lib/i18n/language';
import { shareWords } from '@/lib/i18n/share';
import { shellWords } from '@/lib/i18n/shell';
import { readShellFacts } from '../../shell-facts';

export const dynamic = 'force-dynamic';

export const metadata: Metadata = {
  title: `${shareWords[DEFAULT_LANGUAGE].sharedResult} · ${shellWords[DEFAULT_LANGUAGE].name}`,
  // The address is the permission: it belongs into no search engine, and goes along to no other page.
  robots: { index: false, follow: false },
  referrer: 'no-referrer',
};

export default async function Share({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const facts = await readShellFacts();
  if (!facts) return <MessagePage kind="not-set-up" practice={false} />;
  return <SharedResult token={token} practice={facts.practice} />;
}
