/** Problems that keep a site from working. They contain names of settings, never values. */

export const SETUP_CODES = [
  'database-missing',
  'store-missing',
  'passcode-missing',
  'setting',
  'database-behind',
  'database-unreachable',
] as const;
export type SetupCode = (typeof SETUP_CODES)[number];

export interface SetupProblem {
  readonly code: SetupCode;
  /** The name of the setting to change; `null` when the problem is not a setting. */
  readonly setting: string | null;
}

/** The settings that are still missing. Everyone can read this, because sign-in does not work before setup is complete. */
export interface SiteSetup {
  readonly problems: readonly SetupProblem[];
  /** On Vercel, settings are changed in the project's dashboard and take effect with the next deployment. */
  readonly onVercel: boolean;
  readonly practice: boolean;
}
