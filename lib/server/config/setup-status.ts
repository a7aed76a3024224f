import 'server-only';
import type { SetupProblem, SiteSetup } from '@/lib/contracts/setup';
import { AppError } from '@/lib/server/http/app-error';
import { EnvError, readEnv } from './env';

/** What is missing where a site does not work yet, for whoever comes first, who is its owner as a rule. Names of settings, and no value of any. */

type EnvSource = Readonly<Record<string, string | undefined>>;

/** @param openServices makes the process's services, and throws where they cannot be made. */
export async function getSetupStatus(source: EnvSource, openServices: () => Promise<unknown>): Promise<SiteSetup> {
  const onVercel = isSet(source.VERCEL);
  const practice = !isSet(source.AI302_API_KEY);
  const site = { onVercel, practice };
  try {
    const { authMode } = readEnv(source);
    if (authMode === 'shut') return { ...site, problems: [{ code: 'passcode-missing', setting: 'OWNER_PASSCODE' }] };
  } catch (error) {
    if (!(error instanceof EnvError)) throw error;
    return { ...site, problems: error.settings.map((setting) => toSetupProblem(setting, source, onVercel)) };
  }
  try {
    await openServices();
    return { ...site, problems: [] };
  } catch (error) {
    const isSchemaOutdated = error instanceof AppError && error.code === 'not-configured';
    return { ...site, problems: [{ code: isSchemaOutdated ? 'database-behind' : 'database-unreachable', setting: 'DATABASE_URL' }] };
  }
}

/** The two things that only another service can give are named as what they are; all else by its setting. */
function toSetupProblem(setting: string, source: EnvSource, onVercel: boolean): SetupProblem {
  if (onVercel && setting === 'DATABASE_URL' && !isSet(source.DATABASE_URL)) return { code: 'database-missing', setting };
  if (onVercel && setting === 'STORAGE' && !isSet(source.STORAGE)) return { code: 'store-missing', setting };
  return { code: 'setting', setting };
}

function isSet(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}
