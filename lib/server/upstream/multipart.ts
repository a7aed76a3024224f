import 'server-only';
import { AppError } from '@/lib/server/http/app-error';
import { UpstreamError } from './types';

export interface OutgoingFile {
  readonly name: string;
  readonly contentType: string;
  readonly byteSize: number;
  readonly body: ReadableStream<Uint8Array>;
}

/** A streamed form with one file, whose total length is known before the first byte is sent. */
export interface MultipartForm {
  readonly headers: Readonly<Record<string, string>>;
  /** The body for one attempt. */
  open(): ReadableStream<Uint8Array>;
  /** Whether the file was partly read, after which it cannot be sent again. */
  bodyWasRead(): boolean;
  /** The error of the file's source. The form was then cut off, so upstream cannot have accepted it. */
  sourceError(): UpstreamError | null;
  /** Releases the file. */
  close(): void;
}

export function createMultipartForm(field: string, file: OutgoingFile): MultipartForm {
  const boundary = `----lip-sync-${crypto.randomUUID()}`;
  const encoder = new TextEncoder();
  const contentType = /^[\w.+-]+\/[\w.+-]+$/.test(file.contentType) ? file.contentType : 'application/octet-stream';
  const head = encoder.encode(
    `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="${escapeFileName(file.name)}"\r\n` +
      `Content-Type: ${contentType}\r\n\r\n`,
  );
  const tail = encoder.encode(`\r\n--${boundary}--\r\n`);
  const reader = file.body.getReader();
  let readBytes = 0;
  let bodyWasRead = false;
  let sourceError: UpstreamError | null = null;

  function fail(message: string, cause?: unknown): UpstreamError {
    sourceError = new UpstreamError('unreachable', cause instanceof AppError ? cause.code : 'internal-error', message);
    return sourceError;
  }

  async function nextChunk(): Promise<Uint8Array | null> {
    bodyWasRead = true;
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw fail(`the file broke off after ${readBytes} of ${file.byteSize} bytes`, error);
      });
      if (done) {
        if (readBytes !== file.byteSize) {
          throw fail(`the file ended after ${readBytes} of ${file.byteSize} bytes`);
        }
        return null;
      }
      readBytes += value.byteLength;
      if (readBytes > file.byteSize) {
        throw fail(`the file is longer than its ${file.byteSize} bytes`);
      }
      if (value.byteLength > 0) {
        return value;
      }
    }
  }

  return {
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(head.byteLength + file.byteSize + tail.byteLength),
    },
    open() {
      let isHeadSent = false;
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            if (!isHeadSent) {
              isHeadSent = true;
              controller.enqueue(head);
              return;
            }
            const chunk = await nextChunk();
            controller.enqueue(chunk ?? tail);
            if (chunk === null) {
              controller.close();
            }
          },
        },
        // No read-ahead, so an attempt that never connects leaves the file unread for the next attempt.
        { highWaterMark: 0 },
      );
    },
    bodyWasRead: () => bodyWasRead,
    sourceError: () => sourceError,
    close() {
      reader.cancel().catch(() => undefined);
    },
  };
}

/** Percent-encodes quotes and line breaks, as the WHATWG form-data encoding does. */
function escapeFileName(name: string): string {
  return name.toWellFormed().replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('"', '%22');
}
