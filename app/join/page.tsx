import { headers } from 'next/headers';
import { Door } from '@/components/wizard/door';
import { getServices } from '@/lib/server/services';
import { NotSetUp } from '../not-set-up';
import { readAsker, readShellFacts } from '../shell-facts';
import { safeTarget } from './safe-target';

export const dynamic = 'force-dynamic';

/** Where being let in is not enough. */
const OWNER_PAGES = ['/team', '/status'];

/** Shown to whoever is inside too: an invite's link may bring them in as somebody else, and only the browser sees its token. */
export default async function Join({ searchParams }: { searchParams: Promise<{ to?: string | string[] }> }) {
  const { to } = await searchParams;
  const facts = await readShellFacts();
  const target = safeTarget(to);
  if (!facts) return <NotSetUp />;
  if (facts.doorIsShut) return <NotSetUp />;
  const isInside = facts.letIn && (facts.isOwner || !OWNER_PAGES.includes(target));
  const asker = facts.letIn ? await readAsker(await getServices(), await headers()) : null;
  return <Door to={target} practice={facts.practice} isInside={isInside} insideAs={asker?.role ?? null} />;
}
