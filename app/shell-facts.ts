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
}

/** `null`: this server's settings are wrong, and its log says how. */
export async function readShellFacts(): Promise<ShellFacts | null> {
  const requestHeaders = await headers();
  try {
    const services = await getServices();
    const practice = services.mode === 'practice';
    const letIn = practice || services.env.door === 'open' || (await isAdmitted(services.access, requestHeaders));
    const spending = letIn ? await spendingToday(services).catch(() => null) : null;
    return { practice, spending, letIn };
  } catch {
    return null;
  }
}

type Access = Awaited<ReturnType<typeof getServices>>['access'];

async function isAdmitted(access: Access, requestHeaders: Headers): Promise<boolean> {
  const host = requestHeaders.get('host') ?? 'localhost';
  const request = new Request(URL.canParse(`http://${host}/`) ? `http://${host}/` : 'http://localhost/', { headers: requestHeaders });
  return (await access.admit(request)).editor !== null;
}
