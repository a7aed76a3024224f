import 'server-only';
import { headers } from 'next/headers';
import type { SpendingResponse } from '@/lib/contracts/access';
import { getSpendingToday } from '@/lib/server/jobs/budget';
import { getServices } from '@/lib/server/services';

/** What every page's frame needs of the server. */
export interface PageContext {
  readonly practice: boolean;
  /** `null` where it could not be read; a page does without. */
  readonly spending: SpendingResponse | null;
  /** Whether the caller may use the app: in live mode only behind the door. */
  readonly hasAccess: boolean;
  /** Whether the caller may see the owner's pages. */
  readonly isOwner: boolean;
  /** There is a door, and nothing that would open it. */
  readonly isPasscodeMissing: boolean;
}

/** `null`: this site does not work yet, and `getSiteSetup` says why. */
export async function getPageContext(): Promise<PageContext | null> {
  const requestHeaders = await headers();
  try {
    const services = await getServices();
    const practice = services.mode === 'practice';
    const { hasAccess, isOwner } = await getPageAccess(services, requestHeaders);
    const spending = hasAccess ? await getSpendingToday(services).catch(() => null) : null;
    return { practice, spending, hasAccess, isOwner, isPasscodeMissing: services.env.authMode === 'shut' };
  } catch {
    return null;
  }
}

/** A page's request, as routes see theirs. */
export function toPageRequest(requestHeaders: Headers): Request {
  const host = requestHeaders.get('host') ?? 'localhost';
  return new Request(URL.canParse(`http://${host}/`) ? `http://${host}/` : 'http://localhost/', { headers: requestHeaders });
}

/** Who looks at a page, without making a session for whoever has none. */
export async function getCurrentUser({ auth }: Pick<Services, 'auth'>, requestHeaders: Headers): Promise<CurrentUser | null> {
  return requestHeaders.has('cookie') ? (await auth.authenticate(toPageRequest(requestHeaders))).editor : null;
}

type Services = Awaited<ReturnType<typeof getServices>>;
type CurrentUser = NonNullable<Awaited<ReturnType<Services['auth']['authenticate']>>['editor']>;

async function getPageAccess({ env, auth }: Services, requestHeaders: Headers): Promise<Pick<PageContext, 'hasAccess' | 'isOwner'>> {
  const isOpen = env.authMode === 'open';
  // Where the door is open and nobody can be its owner, there is nobody to look up, and no session to make for a mere look.
  if (isOpen && env.ownerPasscode === null) return { hasAccess: true, isOwner: true };
  if (isOpen && !requestHeaders.has('cookie')) return { hasAccess: true, isOwner: false };
  const { editor } = await auth.authenticate(toPageRequest(requestHeaders));
  return { hasAccess: editor !== null, isOwner: editor !== null && auth.isOwner(editor) };
}
