import 'server-only';
import { headers } from 'next/headers';
import type { SpendingResponse } from '@/lib/contracts/access';
import { getSpendingToday } from '@/lib/server/jobs/budget';
import { getServices } from '@/lib/server/services';

/** Server data for the frame of every page. */
export interface PageContext {
  readonly practice: boolean;
  /** `null` if it could not be read; the page works without it. */
  readonly spending: SpendingResponse | null;
  /** Whether the caller may use the app; in live mode this requires sign-in. */
  readonly hasAccess: boolean;
  readonly isOwner: boolean;
  /** Sign-in is required, but no passcode is configured. */
  readonly isPasscodeMissing: boolean;
}

/** Returns `null` if this site is not configured; `getSiteSetup` lists the reasons. */
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

/** Converts a page's headers to a `Request`, as routes receive it. */
export function toPageRequest(requestHeaders: Headers): Request {
  const host = requestHeaders.get('host') ?? 'localhost';
  return new Request(URL.canParse(`http://${host}/`) ? `http://${host}/` : 'http://localhost/', { headers: requestHeaders });
}

/** Identifies the caller without creating a session for a visitor who has none. */
export async function getCurrentUser({ auth }: Pick<Services, 'auth'>, requestHeaders: Headers): Promise<CurrentUser | null> {
  return requestHeaders.has('cookie') ? (await auth.authenticate(toPageRequest(requestHeaders))).editor : null;
}

type Services = Awaited<ReturnType<typeof getServices>>;
type CurrentUser = NonNullable<Awaited<ReturnType<Services['auth']['authenticate']>>['editor']>;

async function getPageAccess({ env, auth }: Services, requestHeaders: Headers): Promise<Pick<PageContext, 'hasAccess' | 'isOwner'>> {
  const isOpen = env.authMode === 'open';
  // Without sign-in and without an owner's passcode every visitor has the same rights, so no session is read or created.
  if (isOpen && env.ownerPasscode === null) return { hasAccess: true, isOwner: true };
  if (isOpen && !requestHeaders.has('cookie')) return { hasAccess: true, isOwner: false };
  const { editor } = await auth.authenticate(toPageRequest(requestHeaders));
  return { hasAccess: editor !== null, isOwner: editor !== null && auth.isOwner(editor) };
}
