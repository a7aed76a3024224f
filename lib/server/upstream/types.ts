import 'server-only';
import type { ErrorCode } from '@/lib/contracts/error';
import type { Placement } from '@/lib/domain/placement';
import type { MilliPtc } from '@/lib/domain/price';
import type { Milliseconds, TimeRange } from '@/lib/domain/time';
import { AppError, type AppErrorDetails } from '@/lib/server/http/app-error';

/**
 * How a call to upstream failed, which decides what may be done next:
 * `unreachable` never left this machine whole; `rejected` was understood and refused, so nothing was done; `invalidResponse`
 * came back as something we cannot read; `timed-out` was sent, and how it ended is not known (nothing came back, the
 * connection broke after sending, or upstream says that it broke itself).
 * Of a paid call the first two are charged `no`, the others `unknown`; a free call is always charged `no`.
 */
export type UpstreamFailure = 'unreachable' | 'rejected' | 'unintelligible' | 'timed-out';

export class UpstreamError extends AppError {
  override readonly name = 'UpstreamError';
  readonly failure: UpstreamFailure;
  /** Kling's `code` or the absolute value of 302.AI's `err_code`, where there was one. */
  readonly upstreamCode: number | undefined;
  /**
   * Whether the same call may succeed later with nobody changing anything. It does not say that a paid call may be sent
   * again: `failure` and `charged` decide that.
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
  /** Upstream's own address; fetched once by us, never shown to a browser. */
  readonly imageUrl: string | null;
  readonly window: TimeRange;
}

export interface IdentifiedVideo {
  /** Empty only where there is no face either. */
  readonly sessionId: string;
  /** Empty when upstream found no face, however it said so. */
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
   * `unrecognised`: a status that the specification does not name, or a success whose video is not there; never believed to
   * be an end.
   */
  readonly status: 'submitted' | 'processing' | 'succeeded' | 'failed' | 'unrecognised';
  /** Why it failed, in upstream's words. */
  readonly message: string | null;
  readonly resultUrl: string | null;
  readonly resultDurationMs: Milliseconds | null;
  readonly parentVideoUrl: string | null;
  /** Unix milliseconds by upstream's clock; `null` where it gave none that can be one. */
  readonly updatedAtMs: number | null;
}

/** The three endpoints and the upload. Every method throws `UpstreamError` alone. */
export interface Upstream {
  identifyFace(request: { readonly videoUrl: string }): Promise<IdentifiedVideo>;
  createLipSync(request: LipSyncRequest): Promise<UpstreamTask>;
  /** By task id or by `external_task_id`. A task that is not found throws code `not-found`, which proves nothing. */
  queryLipSync(id: string): Promise<UpstreamTask>;
  /** 302.AI's own upload; the file is streamed, and its public address comes back. */
  uploadFile(file: {
    readonly name: string;
    readonly contentType: string;
    readonly byteSize: number;
    readonly body: ReadableStream<Uint8Array>;
  }): Promise<{ readonly url: string }>;
  /** What is left on the account, free to ask; `null` when the key may not know. Negative when in arrears. */
  balance?(): Promise<MilliPtc | null>;
}
