import 'server-only';
import type { ErrorCode } from '@/lib/contracts/error';
import type { Placement } from '@/lib/domain/placement';
import type { MilliPtc } from '@/lib/domain/price';
import type { Milliseconds, TimeRange } from '@/lib/domain/time';
import { AppError, type AppErrorDetails } from '@/lib/server/http/app-error';

/**
 * How a call to upstream failed:
 * `unreachable`: not sent completely; `rejected`: a definite rejection; `invalid-response`: the response cannot be parsed;
 * `timed-out`: sent, with unknown outcome (no response, a broken connection, or a server error).
 * A paid call is charged `no` for the first two and `unknown` for the others; a free call is always charged `no`.
 */
export type UpstreamFailure = 'unreachable' | 'rejected' | 'invalid-response' | 'timed-out';

export class UpstreamError extends AppError {
  override readonly name = 'UpstreamError';
  readonly failure: UpstreamFailure;
  /** Kling's `code` or the absolute value of 302.AI's `err_code`, where there was one. */
  readonly upstreamCode: number | undefined;
  /**
   * Whether the same call may succeed later without changes. It does not permit repeating a paid call: `failure` and `charged`
   * decide that.
   */
  readonly retryable: boolean;

  constructor(
    failure: UpstreamFailure,
    code: ErrorCode,
    message: string,
    details: AppErrorDetails & { readonly upstreamCode?: number; readonly retryable?: boolean } = {},
  ) {
    super(code, message, details);
    this.failure = failure;
    this.upstreamCode = details.upstreamCode;
    this.retryable = details.retryable ?? false;
  }
}

export interface IdentifiedFace {
  readonly faceId: string;
  /** Upstream's URL; fetched once by the server, never sent to a browser. */
  readonly imageUrl: string | null;
  readonly window: TimeRange;
}

export interface IdentifiedVideo {
  /** Empty only if there are no faces. */
  readonly sessionId: string;
  /** Empty when upstream found no face, whether it answered an error or an empty list. */
  readonly faces: readonly IdentifiedFace[];
}

export interface LipSyncRequest {
  readonly sessionId: string;
  readonly externalTaskId: string;
  readonly faceId: string;
  /** Bare Base64 of the voice file. */
  readonly voiceBase64: string;
  readonly placement: Placement;
}

export interface UpstreamTask {
  readonly taskId: string;
  readonly externalTaskId: string | null;
  /**
   * `unrecognised`: a status outside the specification, or a success without a video. It never counts as terminal.
   */
  readonly status: 'submitted' | 'processing' | 'succeeded' | 'failed' | 'unrecognised';
  /** Upstream's message about the failure. */
  readonly message: string | null;
  readonly resultUrl: string | null;
  readonly resultDurationMs: Milliseconds | null;
  readonly parentVideoUrl: string | null;
  /** Unix milliseconds by upstream's clock; `null` if missing or invalid. */
  readonly updatedAtMs: number | null;
}

/** The three endpoints, the upload and the balance. Methods throw only `UpstreamError`. */
export interface Upstream {
  identifyFace(request: { readonly videoUrl: string }): Promise<IdentifiedVideo>;
  createLipSync(request: LipSyncRequest): Promise<UpstreamTask>;
  /** By task id or by `external_task_id`. An unknown task throws `not-found`, which does not prove that it was not created. */
  queryLipSync(id: string): Promise<UpstreamTask>;
  /** Streams a file to 302.AI's upload and returns its public URL. */
  uploadFile(file: {
    readonly name: string;
    readonly contentType: string;
    readonly byteSize: number;
    readonly body: ReadableStream<Uint8Array>;
  }): Promise<{ readonly url: string }>;
  /** The account's balance, free of charge; `null` if the key lacks the permission. Negative when in arrears. */
  balance?(): Promise<MilliPtc | null>;
}
