import { Door } from '@/components/wizard/door';
import { MessagePage } from '@/components/wizard/message-page';
import { readShellFacts } from '../shell-facts';
import { safeTarget } from './safe-target';

export const dynamic = 'force-dynamic';

/** Where being let in is not enough. */
const OWNER_PAGES = ['/team', '/status'];

/** Shown to whoever is inside too: an invite's link may bring them in as somebody else, and only the browser sees its token. */
export default async function Join({ searchParams }: { searchParams: Promise<{ to?: string | string[] }> }) {
  const { to } = await searchParams;
  const facts = await readShellFacts();
  const target = safeTarget(to);
  if (!facts) return <MessagePage kind="not-set-up" practice={false} />;
  const isInside = facts.letIn && (facts.isOwner || !OWNER_PAGES.includes(target));
  return <Door to={target} practice={facts.practice} isInside={isInside} />;
}
