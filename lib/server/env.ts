import 'server-only';
import path from 'node:path';
import { z } from 'zod';
import { type MilliPtc, milliPtcFromPtc } from '@/lib/domain/price';

/**
 * The environment: parsed once, typed, and refused with one message that names every bad field.
 * No value is ever repeated in such a message, because a secret may have been pasted into the wrong field.
 */

/** Text that must not reach a log, an answer or an error by accident: only `reveal` gives it out. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return '(hidden)';
  }

  toJSON(): string {
    return '(hidden)';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return 'Secret(hidden)';
  }
}

type StorageChoice = 'local' | '302ai';

export interface Env {
  /** `practice` without a key: the simulator answers and nothing costs anything. */
  readonly mode: 'practice' | 'live';
  readonly ai302ApiKey: Secret | null;
  /** Without a slash at its end. */
  readonly ai302BaseUrl: string;
  readonly database: { readonly url: string; readonly authToken: Secret | null };
  readonly ownerPasscode: Secret | null;
  /**
   * Who may come in: `open`, everyone with a session of their own (practice, or a developer's own machine);
   * `passcode`, whoever knows it; `shut`, nobody, because a live production server has no passcode to ask for.
   */
  readonly door: 'open' | 'passcode' | 'shut';
  readonly dailyBudgetMilliPtc: MilliPtc;
  /** Whether the owner chose the budget; the default of 5 PTC is ours. */
  readonly budgetIsExplicit: boolean;
  /** Where inputs go. Results always go to local files in both. */
  readonly storage: StorageChoice;
  /** Where local files lie: `files` beside an embedded database, so that one setting moves both. */
  readonly filesFolder: string;
  /** Where upstream can reach this server; without a slash at its end. */
  readonly publicBaseUrl: string | null;
  readonly cronSecret: Secret | null;
  /** How long results are kept; `null` means until somebody deletes them. */
  readonly keepDays: number | null;
  readonly trustedProxyHops: number;
  readonly onVercel: boolean;
  readonly production: boolean;
}

/** Bad settings, all of them at once, one line each. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The settings of this server need attention:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const DATABASE_PROTOCOLS = ['file:', 'libsql:', 'https:', 'http:', 'wss:', 'ws:'];
/** The longest code that `POST /api/access` takes. */
const MAX_PASSCODE_LENGTH = 256;

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function isWebAddress(text: string): boolean {
  const url = parseUrl(text);
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOST.test(url.hostname));
}

function withoutSlash(text: string): string {
  const url = new URL(text);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

const WEB_ADDRESS = 'must be an address that starts with https:// (http:// only for this very machine), without a name, password, ? or #';

/** Names and defaults are those of the architecture's table. Blank counts as not set. */
const envSchema = z.object({
  AI302_API_KEY: z
    .string()
    .max(512, 'is too long for a key')
    .regex(/^[\x21-\x7e]+$/, 'must be one line of plain letters, digits and signs, without spaces')
    .optional(),
  AI302_BASE_URL: z.string().refine(isWebAddress, WEB_ADDRESS).default('https://api.302.ai'),
  DATABASE_URL: z
    .string()
    .refine(
      (text) => text === ':memory:' || DATABASE_PROTOCOLS.some((protocol) => text.startsWith(protocol)),
      'must start with file: (a file on this machine) or libsql:// (a database server)',
    )
    .default('file:./.data/lip-sync.db'),
  DATABASE_AUTH_TOKEN: z.string().optional(),
  OWNER_PASSCODE: z.string().max(MAX_PASSCODE_LENGTH, `must have at most ${MAX_PASSCODE_LENGTH} characters`).optional(),
  DAILY_BUDGET_PTC: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,9})?$/, 'must be a plain number of PTC, 0 or more, such as 5 or 0.5')
    .optional(),
  STORAGE: z.enum(['local', '302ai', 'vercel-blob', 's3'], 'must be local, 302ai, vercel-blob or s3').optional(),
  S3_ENDPOINT: z.string().optional(),
  S3_REGION: z.string().optional(),
  S3_BUCKET: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
  BLOB_READ_WRITE_TOKEN: z.string().optional(),
  CRON_SECRET: z.string().optional(),
  KEEP_DAYS: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'must be a whole number of days, 1 or more')
    .optional(),
  TRUSTED_PROXY_HOPS: z
    .string()
    .regex(/^(\d|10)$/, 'must be a whole number from 0 to 10')
    .optional(),
  PUBLIC_BASE_URL: z.string().refine(isWebAddress, WEB_ADDRESS).optional(),
  VERCEL: z.string().optional(),
  NODE_ENV: z.string().optional(),
});

type Settings = Partial<Record<keyof z.input<typeof envSchema>, string>>;

/** What each setting says by itself may be right, and still not go together. Reads raw text, so that it can speak beside field errors. */
function contradictions(settings: Settings): string[] {
  const problems: string[] = [];
  const live = settings.AI302_API_KEY !== undefined;
  const onVercel = settings.VERCEL !== undefined;
  const databaseUrl = settings.DATABASE_URL ?? 'file:';
  if (onVercel && (databaseUrl.startsWith('file:') || databaseUrl === ':memory:')) {
    problems.push(
      'DATABASE_URL: Vercel keeps no files between requests, so a file: database would lose every job. ' +
        'Make a database at Turso (or any libSQL server) and set DATABASE_URL=libsql://… and DATABASE_AUTH_TOKEN.',
    );
  }
  const { STORAGE, PUBLIC_BASE_URL, S3_BUCKET, BLOB_READ_WRITE_TOKEN } = settings;
  if (STORAGE === 's3' || (STORAGE === undefined && S3_BUCKET !== undefined)) {
    problems.push(`STORAGE: this version cannot store files in S3 yet. ${storageAdvice(live)}`);
  } else if (STORAGE === 'vercel-blob' || (STORAGE === undefined && BLOB_READ_WRITE_TOKEN !== undefined)) {
    problems.push(`STORAGE: this version cannot store files in Vercel Blob yet. ${storageAdvice(live)}`);
  } else if (STORAGE === '302ai' && !live) {
    problems.push('STORAGE: 302ai needs AI302_API_KEY, and there is none. Set the key, or leave STORAGE out to practise.');
  } else if (STORAGE === '302ai' && onVercel) {
    problems.push('STORAGE: 302ai receives whole files on this server first, which Vercel cuts off at 4.5 MB.');
  } else if (live && PUBLIC_BASE_URL === undefined && (STORAGE === 'local' || (STORAGE === undefined && onVercel))) {
    problems.push(
      'PUBLIC_BASE_URL: with a key and local storage, 302.AI must be able to fetch the videos from this server. ' +
        'Set PUBLIC_BASE_URL to the https:// address under which the internet reaches it' +
        (onVercel ? '.' : ', or leave STORAGE out to use the upload of 302.AI.'),
    );
  }
  return problems;
}

function storageAdvice(live: boolean): string {
  return live ? 'Set STORAGE=302ai, or STORAGE=local with PUBLIC_BASE_URL.' : 'Set STORAGE=local.';
}

function filesFolderFor(databaseUrl: string): string {
  const file = /^file:(?:\/\/(?=\/))?([^?#]+)/.exec(databaseUrl)?.[1];
  return file === undefined || file.startsWith(':memory:') ? '.data/files' : path.join(path.dirname(file), 'files');
}

function doorFor(live: boolean, production: boolean, passcode: string | undefined): Env['door'] {
  if (!live) return 'open';
  if (passcode !== undefined) return 'passcode';
  return production ? 'shut' : 'open';
}

function secretOrNull(text: string | undefined): Secret | null {
  return text === undefined ? null : new Secret(text);
}

/**
 * Reads the settings of this server, `process.env` as a rule.
 * @throws {EnvError} naming every bad field in plain words.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const settings: Settings = {};
  for (const name of envSchema.keyof().options) {
    const text = source[name]?.trim();
    if (text !== undefined && text !== '') settings[name] = text;
  }
  const parsed = envSchema.safeParse(settings);
  const problems = [
    ...(parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`) ?? []),
    ...contradictions(settings),
  ];
  if (!parsed.success || problems.length > 0) throw new EnvError(problems);

  const fields = parsed.data;
  const live = fields.AI302_API_KEY !== undefined;
  const onVercel = fields.VERCEL !== undefined;
  const production = fields.NODE_ENV === 'production';
  return {
    mode: live ? 'live' : 'practice',
    ai302ApiKey: secretOrNull(fields.AI302_API_KEY),
    ai302BaseUrl: withoutSlash(fields.AI302_BASE_URL),
    database: { url: fields.DATABASE_URL, authToken: secretOrNull(fields.DATABASE_AUTH_TOKEN) },
    ownerPasscode: secretOrNull(fields.OWNER_PASSCODE),
    door: doorFor(live, production, fields.OWNER_PASSCODE),
    dailyBudgetMilliPtc: milliPtcFromPtc(Number(fields.DAILY_BUDGET_PTC ?? 5)),
    budgetIsExplicit: fields.DAILY_BUDGET_PTC !== undefined,
    storage: fields.STORAGE === '302ai' || (fields.STORAGE === undefined && live && !onVercel) ? '302ai' : 'local',
    filesFolder: filesFolderFor(fields.DATABASE_URL),
    publicBaseUrl: fields.PUBLIC_BASE_URL === undefined ? null : withoutSlash(fields.PUBLIC_BASE_URL),
    cronSecret: secretOrNull(fields.CRON_SECRET),
    keepDays: fields.KEEP_DAYS === undefined ? null : Number(fields.KEEP_DAYS),
    trustedProxyHops: fields.TRUSTED_PROXY_HOPS === undefined ? (onVercel ? 1 : 0) : Number(fields.TRUSTED_PROXY_HOPS),
    onVercel,
    production,
  };
}
