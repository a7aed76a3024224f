/** JSON requests to the app's API that are free, so a failed request can be repeated. */

import type { ZodType } from 'zod';
import { errorBodySchema } from '@/lib/contracts/error';
import { ApiError } from './api-error';

const TIMEOUT_MS = 30_000;

interface JsonRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/**
 * @returns the parsed JSON, or `undefined` if the body is empty.
 * @throws {ApiError} for every failure, or an `AbortError` if `signal` is aborted.
 */
export async function requestJson(send: typeof fetch, { method, path, body, signal }: JsonRequest): Promise<unknown> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  let text: string;
  try {
    response = await send(path, {
      method,
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    text = await response.text();
  } catch (cause) {
    if (signal?.aborted) throw new DOMException('cancelled', 'AbortError');
    throw new ApiError('network-error', { cause });
  }
  const json = parseJson(text);
  if (response.ok) return json;
  const errorResponse = errorBodySchema.safeParse(json);
  if (!errorResponse.success) throw new ApiError('unexpected-response', { cause: errorResponse.error });
  const { code, ...details } = errorResponse.data.error;
  throw new ApiError(code, details);
}

/** @throws {ApiError} `unexpected-response` if the JSON does not match the schema. */
export function parseResponse<T>(schema: ZodType<T>, json: unknown): T {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new ApiError('unexpected-response', { cause: parsed.error });
  return parsed.data;
}

/** Returns `undefined` for invalid JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
