import 'server-only';
import type { SetupProblem, SiteSetup } from '@/lib/contracts/setup';
import { AppError } from '@/lib/server/http/app-error';
import { EnvError, readEnv } from './env';

/**
 * Lists the settings that are missing for a site to work, without values. The first visitor of a new site is
 * usually its owner.
 */

type EnvSource = Readonly<Record<string, string | undefined>>;

/** @param openServices Creates the process's services; throws if they cannot be created. */
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

/**
 * Database and file storage need an external service, so they are reported as such; all other problems by setting
 * name.
 */
function toSetupProblem(setting: string, source: EnvSource, onVercel: boolean): SetupProblem {
  if (onVercel && setting === 'DATABASE_URL' && !isSet(source.DATABASE_URL)) return { code: 'database-missing', setting };
  if (onVercel && setting === 'STORAGE' && !isSet(source.STORAGE)) return { code: 'store-missing', setting };
  return { code: 'setting', setting };
}

function isSet(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}
