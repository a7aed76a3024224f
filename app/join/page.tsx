import { headers } from 'next/headers';
import { getCurrentUser, getPageContext } from '@/app/page-context';
import { SignIn } from '@/components/shell/sign-in';
import { getServices } from '@/lib/server/services';
import { NotSetUp } from '../not-set-up';
import { toSafeRedirect } from './safe-redirect';

export const dynamic = 'force-dynamic';

/** Pages that require the owner's role. */
const OWNER_PAGES = ['/team', '/status'];

/** Also shown to signed-in visitors: an invite link may sign them in as a different editor, and only the browser sees its token. */
export default async function Join({ searchParams }: { searchParams: Promise<{ to?: string | string[] }> }) {
  const { to } = await searchParams;
  const context = await getPageContext();
  const target = toSafeRedirect(to);
  if (!context) return <NotSetUp />;
  if (context.isPasscodeMissing) return <NotSetUp />;
  const isSignedIn = context.hasAccess && (context.isOwner || !OWNER_PAGES.includes(target));
  const user = context.hasAccess ? await getCurrentUser(await getServices(), await headers()) : null;
  return <SignIn redirectTo={target} practice={context.practice} isSignedIn={isSignedIn} signedInAs={user?.role ?? null} />;
}
