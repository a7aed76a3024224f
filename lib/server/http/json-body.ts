import 'server-only';
import type { z } from 'zod';
import type { Issue } from '@/lib/contracts/error';
import { AppError } from './app-error';

/** Limits on the reported field issues and name lengths, so that responses do not echo a hostile body. */
const MAX_ISSUES = 20;
const MAX_PATH_LENGTH = 120;

/**
 * Node's default request timeout, which `request-timeout.ts` raises to an hour for uploads. 7 MB in 5 minutes needs
 * 0.2 Mbit/s.
 */
const BODY_TIMEOUT_MS = 5 * 60_000;

interface BodyLimits {
  readonly maxBytes: number;
  /** Called with each chunk's length before it is buffered; may throw to refuse the body. */
  readonly onBytes?: (byteSize: number) => void;
}

/**
 * Reads a JSON body of at most `maxBytes` within five minutes; the actual length counts, not Content-Length.
 * @throws {AppError} `unsupported-media-type`, `payload-too-large`, `invalid-request` with a `bad-field` issue per
 * field, and errors from `onBytes`.
 */
export async function readJsonBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  limits: BodyLimits,
): Promise<z.output<Schema>> {
  const contentType = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (contentType !== 'application/json') throw new AppError('unsupported-media-type', 'send the body as application/json');
  const parsed = schema.safeParse(parseJson(await readLimitedBody(request, limits)));
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-request', 'the body is not what this route takes', {
    issues: parsed.error.issues.flatMap(toFieldIssues).slice(0, MAX_ISSUES),
  });
}

async function readLimitedBody(request: Request, { maxBytes, onBytes }: BodyLimits): Promise<Uint8Array> {
  const createTooLargeError = () => new AppError('payload-too-large', `the body is larger than ${maxBytes} bytes`);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw createTooLargeError();
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  const chunks: Uint8Array[] = [];
  let byteSize = 0;
  let hasTimedOut = false;
  const timer = setTimeout(() => {
    hasTimedOut = true;
    reader.cancel().catch(() => undefined);
  }, BODY_TIMEOUT_MS);
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw new AppError('invalid-request', 'the body broke off', { cause });
      });
      if (hasTimedOut) throw new AppError('invalid-request', 'the body took too long to arrive');
      if (done) return Buffer.concat(chunks, byteSize);
      byteSize += value.byteLength;
      if (byteSize > maxBytes) {
        reader.cancel().catch(() => undefined);
        throw createTooLargeError();
      }
      onBytes?.(value.byteLength);
      chunks.push(value);
    }
  } finally {
    clearTimeout(timer);
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new AppError('invalid-request', 'the body is not JSON', { cause });
  }
}

/** Union issues are flattened to the closest branch, which is the useful one to report. */
export function toFieldIssues(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = issue.errors.reduce((best, branch) => (branch.length < best.length ? branch : best));
    if (nearest.length > 0) return nearest.flatMap(toFieldIssues);
  }
  const keys = issue.code === 'unrecognized_keys' ? issue.keys : [undefined];
  return keys.slice(0, MAX_ISSUES).map((key) => ({
    code: 'bad-field',
    field: [...issue.path, ...(key === undefined ? [] : [key])].map(String).join('.').slice(0, MAX_PATH_LENGTH),
    reason: issue.code,
  }));
}
