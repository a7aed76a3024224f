import 'server-only';
import path from 'node:path';
import { z } from 'zod';
import { type MilliPtc, toMilliPtc } from '@/lib/domain/price';
import {
  BUCKET_PLACEHOLDER,
  chooseStorage,
  DEFAULT_BLOB_API_URL,
  findStorageProblems,
  getS3BucketUrl,
  type StorageChoice,
} from './storage-settings';

/**
 * Parses the environment once. One error message lists every invalid field and never includes a value, because a
 * secret may have been pasted into the wrong field.
 */

/** Text that must not appear in logs, responses or errors by accident; only `reveal` returns it. */
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

export interface S3Settings {
  /** Base URL of the bucket's objects, without a trailing slash. */
  readonly bucketUrl: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
}

export interface BlobSettings {
  readonly token: Secret;
  /** Part of the token and of every URL of the store; not secret. */
  readonly storeId: string;
  readonly apiUrl: string;
  /** Origin of the store's files; `null` if a fake store provides it in its responses. */
  readonly objectOrigin: string | null;
}

export interface Env {
  /** `practice` without an API key: the simulator responds and nothing costs money. */
  readonly mode: 'practice' | 'live';
  readonly ai302ApiKey: Secret | null;
  /** Without a trailing slash. */
  readonly ai302BaseUrl: string;
  readonly database: { readonly url: string; readonly authToken: Secret | null };
  readonly ownerPasscode: Secret | null;
  /**
   * `open`: everyone gets a session (practice, or a developer's machine). `passcode`: passcode required. `shut`: no
   * access, because a live production server has no passcode configured.
   */
  readonly authMode: 'open' | 'passcode' | 'shut';
  readonly dailyBudgetMilliPtc: MilliPtc;
  /** Whether the owner set the budget, rather than the default of 5 PTC. */
  readonly budgetIsExplicit: boolean;
  /**
   * Where files are stored; with `302ai`, inputs for upstream are uploaded there and all other files stay on this
   * machine.
   */
  readonly storage: StorageChoice;
  readonly s3: S3Settings | null;
  readonly blob: BlobSettings | null;
  /**
   * Origins to which browsers upload and from which they read files directly; empty if all files pass through this
   * server.
   */
  readonly storageOrigins: readonly string[];
  /** Folder of local files: beside an embedded database, so that one setting moves both. */
  readonly filesFolder: string;
  /** URL at which upstream reaches this server, without a trailing slash. */
  readonly publicBaseUrl: string | null;
  readonly cronSecret: Secret | null;
  /** Days until results are deleted; `null` keeps them until an editor deletes them. */
  readonly keepDays: number | null;
  readonly trustedProxyHops: number;
  readonly onVercel: boolean;
  readonly production: boolean;
}

/** Lists all invalid settings, one per line. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
  readonly problems: readonly string[];
  /** Distinct setting names. */
  readonly settings: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The settings of this server need attention:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
    this.settings = [...new Set(problems.map((problem) => problem.slice(0, problem.indexOf(':'))))];
  }
}

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;
const DATABASE_PROTOCOLS = ['file:', 'libsql:', 'https:', 'http:', 'wss:', 'ws:'];
/** Limit of the request schema of `POST /api/access`. */
const MAX_PASSCODE_LENGTH = 256;

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function isWebUrl(text: string): boolean {
  const url = parseUrl(text);
  if (url === null || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK_HOST.test(url.hostname));
}

function trimTrailingSlash(text: string): string {
  const url = new URL(text);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

const WEB_URL_MESSAGE =
  'must be an address that starts with https:// (http:// only for this very machine), without a name, password, ? or #';

const SINGLE_LINE = /^[\x21-\x7e]+$/;
const SINGLE_LINE_MESSAGE = 'must be one line of plain letters, digits and signs, without spaces';
const BLOB_TOKEN = /^vercel_blob_rw_([A-Za-z0-9]+)_[\x21-\x7e]+$/;

/** Names and defaults follow the table in the architecture document. A blank value counts as unset. */
const envSchema = z.object({
  AI302_API_KEY: z.string().max(512, 'is too long for a key').regex(SINGLE_LINE, SINGLE_LINE_MESSAGE).optional(),
  AI302_BASE_URL: z.string().refine(isWebUrl, WEB_URL_MESSAGE).default('https://api.302.ai'),
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
  S3_ENDPOINT: z
    .string()
    .refine((text) => isWebUrl(text.replace(BUCKET_PLACEHOLDER, 'bucket')), WEB_URL_MESSAGE)
    .optional(),
  S3_REGION: z
    .string()
    .regex(/^[\w-]{1,64}$/, 'must be a region’s name, such as eu-central-1')
    .optional(),
  S3_BUCKET: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{1,253}$/, 'must be a bucket’s name alone, without an address')
    .optional(),
  S3_ACCESS_KEY_ID: z.string().regex(SINGLE_LINE, SINGLE_LINE_MESSAGE).optional(),
  S3_SECRET_ACCESS_KEY: z.string().regex(SINGLE_LINE, SINGLE_LINE_MESSAGE).optional(),
  BLOB_READ_WRITE_TOKEN: z
    .string()
    .regex(BLOB_TOKEN, 'must be the read-write token of a Blob store, which begins with vercel_blob_rw_')
    .optional(),
  VERCEL_BLOB_API_URL: z.string().refine(isWebUrl, WEB_URL_MESSAGE).optional(),
  NEXT_PUBLIC_VERCEL_BLOB_API_URL: z.string().refine(isWebUrl, WEB_URL_MESSAGE).optional(),
  CRON_SECRET: z.string().optional(),
  KEEP_DAYS: z
    .string()
    .regex(/^[1-9]\d{0,4}$/, 'must be a whole number of days, 1 or more')
    .optional(),
  TRUSTED_PROXY_HOPS: z
    .string()
    .regex(/^(\d|10)$/, 'must be a whole number from 0 to 10')
    .optional(),
  PUBLIC_BASE_URL: z.string().refine(isWebUrl, WEB_URL_MESSAGE).optional(),
  VERCEL: z.string().optional(),
  NODE_ENV: z.string().optional(),
});

/** Names that Turso's Vercel integration sets, so that connecting a database there needs no further configuration. */
const SETTING_ALIASES = [
  ['DATABASE_URL', 'TURSO_DATABASE_URL'],
  ['DATABASE_AUTH_TOKEN', 'TURSO_AUTH_TOKEN'],
] as const;

type Settings = Partial<Record<keyof z.input<typeof envSchema>, string>>;

/**
 * Finds settings that are valid separately but contradict each other. Reads raw text, so that contradictions are
 * reported together with field errors.
 */
function findContradictions(settings: Settings): string[] {
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
  problems.push(...findStorageProblems(settings, { live, onVercel }));
  return problems;
}

function getFilesFolder(databaseUrl: string): string {
  const file = /^file:(?:\/\/(?=\/))?([^?#]+)/.exec(databaseUrl)?.[1];
  return file === undefined || file.startsWith(':memory:') ? '.data/files' : path.join(path.dirname(file), 'files');
}

function getAuthMode(live: boolean, production: boolean, passcode: string | undefined): Env['authMode'] {
  if (!live) return 'open';
  if (passcode !== undefined) return 'passcode';
  return production ? 'shut' : 'open';
}

type Fields = z.output<typeof envSchema>;

/** Accepted by S3-compatible stores; R2 treats it as `auto`. */
const DEFAULT_S3_REGION = 'us-east-1';

/** Call only after `findStorageProblems` reports nothing missing. */
function toS3Settings({ S3_ENDPOINT, S3_REGION, S3_BUCKET = '', S3_ACCESS_KEY_ID = '', S3_SECRET_ACCESS_KEY = '' }: Fields): S3Settings {
  const region = S3_REGION ?? DEFAULT_S3_REGION;
  return {
    bucketUrl: getS3BucketUrl({ endpoint: S3_ENDPOINT, region, bucket: S3_BUCKET }),
    region,
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: new Secret(S3_SECRET_ACCESS_KEY),
  };
}

function toBlobSettings({ BLOB_READ_WRITE_TOKEN = '', ...fields }: Fields): BlobSettings {
  const storeId = BLOB_TOKEN.exec(BLOB_READ_WRITE_TOKEN)?.[1] ?? '';
  // The `@vercel/blob` package reads the same two variables in this order.
  const apiUrl = fields.VERCEL_BLOB_API_URL ?? fields.NEXT_PUBLIC_VERCEL_BLOB_API_URL ?? DEFAULT_BLOB_API_URL;
  const objectOrigin = apiUrl === DEFAULT_BLOB_API_URL ? `https://${storeId.toLowerCase()}.private.blob.vercel-storage.com` : null;
  return { token: new Secret(BLOB_READ_WRITE_TOKEN), storeId, apiUrl, objectOrigin };
}

function getStorageOrigins(s3: S3Settings | null, blob: BlobSettings | null): string[] {
  const origins = [
    ...(s3 === null ? [] : [new URL(s3.bucketUrl).origin]),
    ...(blob === null ? [] : [new URL(blob.apiUrl).origin, ...(blob.objectOrigin === null ? [] : [blob.objectOrigin])]),
  ];
  return [...new Set(origins)];
}

function toSecret(text: string | undefined): Secret | null {
  return text === undefined ? null : new Secret(text);
}

/**
 * Reads this server's settings, usually from `process.env`.
 * @throws {EnvError} naming every invalid field.
 */
export function readEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const settings: Settings = {};
  for (const name of envSchema.keyof().options) {
    const text = source[name]?.trim();
    if (text !== undefined && text !== '') settings[name] = text;
  }
  for (const [name, alias] of SETTING_ALIASES) {
    const text = source[alias]?.trim();
    if (settings[name] === undefined && text !== undefined && text !== '') settings[name] = text;
  }
  const parsed = envSchema.safeParse(settings);
  const problems = [
    ...(parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}.`) ?? []),
    ...findContradictions(settings),
  ];
  if (!parsed.success || problems.length > 0) throw new EnvError(problems);

  const fields = parsed.data;
  const live = fields.AI302_API_KEY !== undefined;
  const onVercel = fields.VERCEL !== undefined;
  const production = fields.NODE_ENV === 'production';
  const storage = chooseStorage(settings, { live, onVercel });
  const s3 = storage === 's3' ? toS3Settings(fields) : null;
  const blob = storage === 'vercel-blob' ? toBlobSettings(fields) : null;
  return {
    mode: live ? 'live' : 'practice',
    ai302ApiKey: toSecret(fields.AI302_API_KEY),
    ai302BaseUrl: trimTrailingSlash(fields.AI302_BASE_URL),
    database: { url: fields.DATABASE_URL, authToken: toSecret(fields.DATABASE_AUTH_TOKEN) },
    ownerPasscode: toSecret(fields.OWNER_PASSCODE),
    authMode: getAuthMode(live, production, fields.OWNER_PASSCODE),
    dailyBudgetMilliPtc: toMilliPtc(Number(fields.DAILY_BUDGET_PTC ?? 5)),
    budgetIsExplicit: fields.DAILY_BUDGET_PTC !== undefined,
    storage,
    s3,
    blob,
    storageOrigins: getStorageOrigins(s3, blob),
    filesFolder: getFilesFolder(fields.DATABASE_URL),
    publicBaseUrl: fields.PUBLIC_BASE_URL === undefined ? null : trimTrailingSlash(fields.PUBLIC_BASE_URL),
    cronSecret: toSecret(fields.CRON_SECRET),
    keepDays: fields.KEEP_DAYS === undefined ? null : Number(fields.KEEP_DAYS),
    trustedProxyHops: fields.TRUSTED_PROXY_HOPS === undefined ? (onVercel ? 1 : 0) : Number(fields.TRUSTED_PROXY_HOPS),
    onVercel,
    production,
  };
}
