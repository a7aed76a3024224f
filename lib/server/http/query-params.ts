import 'server-only';
import type { z } from 'zod';
import { AppError } from './app-error';
import { toFieldIssues } from './json-body';

/**
 * Reads an address's own questions. One that is there and empty is the same as none; of one that is asked twice the last counts.
 * @throws {AppError} `invalid-request`, with a `bad-field` issue for each.
 */
export function parseQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  const params = [...new URL(request.url).searchParams].filter(([, value]) => value !== '');
  const parsed = schema.safeParse(Object.fromEntries(params));
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-request', 'the address asks for something that this route does not know', {
    issues: parsed.error.issues.flatMap(toFieldIssues),
  });
}
