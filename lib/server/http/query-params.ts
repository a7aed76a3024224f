import 'server-only';
import type { z } from 'zod';
import { AppError } from './app-error';
import { toFieldIssues } from './json-body';

/**
 * Parses the URL's query. An empty parameter counts as absent; of a repeated parameter the last value counts.
 * @throws {AppError} `invalid-request`, with a `bad-field` issue per parameter.
 */
export function parseQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  const params = [...new URL(request.url).searchParams].filter(([, value]) => value !== '');
  const parsed = schema.safeParse(Object.fromEntries(params));
  if (parsed.success) return parsed.data;
  throw new AppError('invalid-request', 'the address asks for something that this route does not know', {
    issues: parsed.error.issues.flatMap(toFieldIssues),
  });
}
