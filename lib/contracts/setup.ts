/** What keeps a site from working, by name alone: no value of a setting is ever part of it. */

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
  /** The name of the one setting that needs attention, where it is one. */
  readonly setting: string | null;
}

/** What there is still to be set, and where; everybody who comes may see it, for nobody is known yet. */
export interface SiteSetup {
  readonly problems: readonly SetupProblem[];
  /** Settings are changed in another place there, and count from the next deployment on. */
  readonly onVercel: boolean;
  readonly practice: boolean;
}
