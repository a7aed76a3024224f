import 'server-only';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { ErrorBody } from '@/lib/contracts/error';
import type { Editor } from '@/lib/domain/editor';
import type { ConcurrencySlot, RateLimitedAction } from '@/lib/server/auth/types';
import { createLog, describeError, redact } from '@/lib/server/runtime/log';
import { getServices, type Services } from '@/lib/server/services';
import { AppError } from './app-error';
import { readJsonBody } from './json-body';
import { isSameOrigin } from './origin-check';
import { API_HEADERS, HSTS } from './security-headers';

/**
 * Runs the common steps of every route: request id, origin, session, parameters, body, error responses, one log
 * line. The checks run in this order, so that later ones reveal nothing to unauthorised callers.
 */
const DEFAULT_MAX_BODY_BYTES = 64_000;

type RawParams = Record<string, string | string[] | undefined>;
type Handler = (request: Request, context: { readonly params: Promise<RawParams> }) => Promise<Response>;

interface RouteInput<Who, Body, Params> {
  readonly request: Request;
  readonly requestId: string;
  readonly services: Services;
  readonly editor: Who;
  readonly body: Body;
  readonly params: Params;
}

/**
 * `editor`: requires a session (in practice mode, everyone gets one). `owner`: only the owner; others get a 404.
 * `open`: no session is read.
 */
type Audience = 'open' | 'editor' | 'owner';

interface RouteOptions<Access extends Audience, BodySchema extends z.ZodType, ParamsSchema extends z.ZodType> {
  readonly access: Access;
  /** Rate limit to count; malformed requests do not count. */
  readonly limit?: Access extends 'open' ? never : RateLimitedAction;
  /** The body is a file, so the limit on concurrent uploads applies. */
  readonly acceptsFile?: Access extends 'open' ? never : true;
  /** Schema of the JSON body. Without one `handle` reads the body. */
  readonly body?: BodySchema;
  readonly maxBodyBytes?: number;
  /** Schema of the path parameters; a mismatch is a 404. */
  readonly params?: ParamsSchema;
  readonly handle: (
    input: RouteInput<Access extends 'open' ? null : Editor, z.output<BodySchema>, z.output<ParamsSchema>>,
  ) => Promise<Response>;
}

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Response {
  return Response.json(value, { status, headers });
}

/** Content-Length in bytes; `null` if absent or invalid. */
export function getContentLength(request: Request): number | null {
  const length = request.headers.get('content-length');
  return length === null ? null : Number(length);
}

/** Makes a Next route handler that never throws. */
export function route<
  Access extends Audience,
  BodySchema extends z.ZodType = z.ZodUndefined,
  ParamsSchema extends z.ZodType = z.ZodUnknown,
>(options: RouteOptions<Access, BodySchema, ParamsSchema>): Handler {
  return async (request, context) => {
    const startedAt = performance.now();
    const requestId = randomUUID();
    const outcome: RequestOutcome = { services: undefined, setCookie: null, upstreamRequestIds: [] };
    let response: Response;
    let thrownError: unknown;
    try {
      response = await handleRequest(options, request, context, requestId, outcome);
    } catch (error) {
      thrownError = error;
      response = errorResponse(error, requestId, outcome.services?.mode === 'practice');
    }
    // All responses are created here, so their headers are mutable.
    const { headers } = response;
    for (const [name, value] of Object.entries(API_HEADERS)) headers.set(name, value);
    if (outcome.services?.auth.isHttps(request)) headers.set('strict-transport-security', HSTS);
    headers.set('x-request-id', requestId);
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store');
    if (outcome.setCookie !== null) headers.append('set-cookie', outcome.setCookie);
    const upstreamRequestId = outcome.upstreamRequestIds.at(-1);
    (outcome.services?.log ?? createLog())({
      requestId,
      method: request.method,
      path: redactPath(request.url),
      status: response.status,
      ms: Math.round(performance.now() - startedAt),
      // Of a repeated upstream call, the last one counts.
      ...(upstreamRequestId === undefined ? {} : { upstreamRequestId }),
      ...toErrorLogFields(thrownError),
    });
    return response;
  };
}

/** Facts that the log needs even if the request fails. */
interface RequestOutcome {
  services: Services | undefined;
  setCookie: string | null;
  /** Upstream's request ids, for the log. */
  upstreamRequestIds: string[];
}

async function handleRequest<Access extends Audience, BodySchema extends z.ZodType, ParamsSchema extends z.ZodType>(
  options: RouteOptions<Access, BodySchema, ParamsSchema>,
  request: Request,
  context: { readonly params: Promise<RawParams> },
  requestId: string,
  outcome: RequestOutcome,
): Promise<Response> {
  const services = await getServices();
  outcome.services = services;
  if (!isSameOrigin(request, services.env.trustedProxyHops)) {
    throw new AppError('forbidden-origin', 'this request does not come from a page of ours');
  }
  const editor = await authenticateRequest(options.access, request, services, outcome);
  const params = (options.params ?? z.unknown()).safeParse(await context.params);
  if (!params.success) throw new AppError('not-found', 'there is nothing at this address');
  let reservation: ConcurrencySlot | undefined;
  try {
    if (editor !== null && options.acceptsFile) reservation = services.concurrencyLimiter.acquire('upload', editor, 1);
    const maxBytes = options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
    if (editor !== null && maxBytes > DEFAULT_MAX_BODY_BYTES) reservation = services.concurrencyLimiter.acquire('large-body', editor, 0);
    const limits = { maxBytes, onBytes: (byteSize: number) => reservation?.add(byteSize) };
    const body = options.body === undefined ? undefined : await readJsonBody(request, options.body, limits);
    if (editor !== null && options.limit !== undefined) await services.rateLimit.consume(options.limit, editor);
    // The single cast between optional schemas and their defaults: each absent schema stands for the value given
    // here.
    const input = { request, requestId, services, editor, body, params: params.data } as Parameters<typeof options.handle>[0];
    return await services.trace.run(outcome, () => options.handle(input));
  } finally {
    reservation?.release();
  }
}

/** A share link's token grants access, so the log must not contain it. */
function redactPath(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname.replace(/^(\/api\/share\/)[^/]+/, '$1[token]') : '';
}

async function authenticateRequest(
  access: Audience,
  request: Request,
  services: Services,
  outcome: RequestOutcome,
): Promise<Editor | null> {
  if (access === 'open') return null;
  const { editor, setCookie } = await services.auth.authenticate(request);
  outcome.setCookie = setCookie;
  if (editor === null) throw new AppError('unauthorized', 'this needs a session: POST /api/access with a code');
  if (access === 'owner' && !services.auth.isOwner(editor)) throw new AppError('not-found', 'there is nothing at this address');
  return editor;
}

function errorResponse(error: unknown, requestId: string, practice: boolean): Response {
  // Unexpected errors get a generic response, because their message may contain a path or a query.
  const appError = error instanceof AppError ? error : new AppError('internal-error', 'this server has a problem of its own');
  const body: ErrorBody = {
    error: {
      code: appError.code,
      // The message may quote upstream, which may quote its request.
      message: redact(appError.message),
      // The simulator's charges are not real.
      charged: practice ? 'no' : appError.charged,
      requestId,
      ...(appError.retryAfterMs === undefined ? {} : { retryAfterMs: Math.ceil(appError.retryAfterMs) }),
      ...(appError.issues === undefined ? {} : { issues: [...appError.issues] }),
    },
  };
  const headers: Record<string, string> =
    appError.retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(appError.retryAfterMs / 1000)) };
  return json(appError.status, body, headers);
}

function toErrorLogFields(thrownError: unknown): Record<string, unknown> {
  if (thrownError === undefined) return {};
  const code = thrownError instanceof AppError ? thrownError.code : 'internal-error';
  const status = thrownError instanceof AppError ? thrownError.status : 500;
  return {
    code,
    ...(status >= 500 ? { error: describeError(thrownError) } : {}),
  };
}
