import 'server-only';
import { headers } from 'next/headers';
import type { SpendingAnswer } from '@/lib/contracts/access';
import { spendingToday } from '@/lib/server/budget';
import { getServices } from '@/lib/server/services';

/** What every page's frame needs of the server. */
export interface ShellFacts {
  readonly practice: boolean;
  /** `null` where it could not be read; a page does without. */
  readonly spending: SpendingAnswer | null;
  /** Whether the caller may use the app: in live mode only behind the door. */
  readonly letIn: boolean;
  /** Whether the caller may see the owner's pages. */
  readonly isOwner: boolean;
  /** There is a door, and nothing that would open it. */
  readonly doorIsShut: boolean;
}

/** `null`: this site does not work yet, and `readSiteSetup` says why. */
export async function readShellFacts(): Promise<ShellFacts | null> {
  const requestHeaders = await headers();
  try {
    const services = await getServices();
    const practice = services.mode === 'practice';
    const { letIn, isOwner } = await readStanding(services, requestHeaders);
    const spending = letIn ? await spendingToday(services).catch(() => null) : null;
    return { practice, spending, letIn, isOwner, doorIsShut: services.env.door === 'shut' };
  } catch {
    return null;
  }
}

/** A page's request, as routes see theirs. */
export function pageRequest(requestHeaders: Headers): Request {
  const host = requestHeaders.get('host') ?? 'localhost';
  return new Request(URL.canParse(`http://${host}/`) ? `http://${host}/` : 'http://localhost/', { headers: requestHeaders });
}

/** Who looks at a page, without making a session for whoever has none. */
export async function readAsker({ access }: Pick<Services, 'access'>, requestHeaders: Headers): Promise<Asker | null> {
  return requestHeaders.has('cookie') ? (await access.admit(pageRequest(requestHeaders))).editor : null;
}

type Services = Awaited<ReturnType<typeof getServices>>;
type Asker = NonNullable<Awaited<ReturnType<Services['access']['admit']>>['editor']>;

async function readStanding({ env, access }: Services, requestHeaders: Headers): Promise<Pick<ShellFacts, 'letIn' | 'isOwner'>> {
  const opens = env.door === 'open';
  // Where the door is open and nobody can be its owner, there is nobody to look up, and no session to make for a mere look.
  if (opens && env.ownerPasscode === null) return { letIn: true, isOwner: true };
  if (opens && !requestHeaders.has('cookie')) return { letIn: true, isOwner: false };
  const { editor } = await access.admit(pageRequest(requestHeaders));
  return { letIn: editor !== null, isOwner: editor !== null && access.isOwner(editor) };
}
