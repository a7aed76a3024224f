import { readFileSync } from 'node:fs';
import path from 'node:path';
import { GET as passesRoute } from '@/app/api/advanced-lip-sync/[jobId]/passes/route';
import { GET as jobRoute } from '@/app/api/advanced-lip-sync/[jobId]/route';
import { GET as videoRoute } from '@/app/api/advanced-lip-sync/[jobId]/video/route';
import { POST as createRoute } from '@/app/api/advanced-lip-sync/route';
import { GET as facesRoute } from '@/app/api/identify-face/[videoId]/route';
import { POST as identifyRoute } from '@/app/api/identify-face/route';
import { PUT as uploadRoute } from '@/app/api/uploads/[uploadId]/route';
import { POST as uploadsRoute } from '@/app/api/uploads/route';
import { type ErrorBody, errorBodySchema } from '@/lib/contracts/error';
import { type CreateJobRequest, type JobResponse, jobResponseSchema } from '@/lib/contracts/job';
import { type PassesResponse, passesResponseSchema } from '@/lib/contracts/passes';
import { uploadTicketSchema } from '@/lib/contracts/upload';
import { type IdentifyFaceResponse, identifyFaceResponseSchema } from '@/lib/contracts/video';
import { TestBrowser } from './server';

/** Calls the exported route handlers in the wizard's order, with the sample media: 9 s of video, 5.381 s of voice. */

const sampleFolder = path.resolve(import.meta.dirname, '../../../public/sample');
export const SAMPLE_CLIP = readFileSync(path.join(sampleFolder, 'clip.mp4'));
/** The sample with an empty box appended. The unchanged sample always runs in practice mode, so live tests need a different file. */
export const OWN_CLIP = Buffer.concat([SAMPLE_CLIP, Buffer.from([0, 0, 0, 8]), Buffer.from('free')]);

/** @returns the sample padded to `byteSize` with a `free` box, which every MP4 reader skips. */
export function createClipOfSize(byteSize: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(byteSize);
  SAMPLE_CLIP.copy(bytes);
  bytes.writeUInt32BE(byteSize - SAMPLE_CLIP.byteLength, SAMPLE_CLIP.byteLength);
  bytes.write('free', SAMPLE_CLIP.byteLength + 4, 'latin1');
  return bytes;
}

const SAMPLE_VOICE = readFileSync(path.join(sampleFolder, 'voice.mp3'));
export const SAMPLE_VOICE_BASE64 = SAMPLE_VOICE.toString('base64');

/** A parsed API response: a body that matches the contract, or an error. */
export type ApiResult<Body> = { readonly status: number; readonly body: Body; readonly error: null } | ApiFailure;
interface ApiFailure {
  readonly status: number;
  readonly body: null;
  readonly error: ErrorBody['error'];
}

async function read<Body>(response: Response, schema: { parse: (json: unknown) => Body }): Promise<ApiResult<Body>> {
  const json: unknown = await response.json();
  const { status } = response;
  return response.ok ? { status, body: schema.parse(json), error: null } : { status, body: null, error: errorBodySchema.parse(json).error };
}

/** @throws when the response was an error. */
export function expectBody<Body>(result: ApiResult<Body>): Body {
  if (result.error !== null) throw new Error(`${result.status}: ${JSON.stringify(result.error)}`);
  return result.body;
}

let keyCount = 0;
export function createIdempotencyKey(): string {
  keyCount += 1;
  return `press-${String(keyCount).padStart(12, '0')}`;
}

/** An API client with its own session cookie. */
export class ApiClient {
  readonly browser = new TestBrowser();

  async upload(bytes: Uint8Array<ArrayBuffer> = OWN_CLIP, fileName = 'clip.mp4'): Promise<string> {
    const json = { fileName, byteSize: bytes.byteLength, contentType: 'video/mp4' };
    const ticket = await read(await this.browser.call(uploadsRoute, '/api/uploads', { json }), uploadTicketSchema);
    const { uploadId, url, method, headers } = expectBody(ticket);
    const sent = await this.browser.call(uploadRoute, url, { method, headers, body: bytes, params: { uploadId } });
    if (!sent.ok) throw new Error(`the upload returned ${sent.status}: ${await sent.text()}`);
    return uploadId;
  }

  async identify(json: unknown): Promise<ApiResult<IdentifyFaceResponse>> {
    return read(await this.browser.call(identifyRoute, '/api/identify-face', { json }), identifyFaceResponseSchema);
  }

  /** Uploads the clip and identifies its faces. */
  async uploadAndIdentify(): Promise<IdentifyFaceResponse> {
    return expectBody(await this.identify({ uploadId: await this.upload() }));
  }

  async createJob(json: unknown, key: string | null = createIdempotencyKey()): Promise<ApiResult<JobResponse>> {
    const headers: Record<string, string> = key === null ? {} : { 'idempotency-key': key };
    return read(await this.browser.call(createRoute, '/api/advanced-lip-sync', { json, headers }), jobResponseSchema);
  }

  async getPasses(jobId: string): Promise<ApiResult<PassesResponse>> {
    const path = `/api/advanced-lip-sync/${jobId}/passes`;
    return read(await this.browser.call(passesRoute, path, { params: { jobId } }), passesResponseSchema);
  }

  /** Reads the stored faces of a video. */
  async getFaces(videoId: string): Promise<ApiResult<IdentifyFaceResponse>> {
    return read(await this.browser.call(facesRoute, `/api/identify-face/${videoId}`, { params: { videoId } }), identifyFaceResponseSchema);
  }

  async getJob(jobId: string): Promise<ApiResult<JobResponse>> {
    return read(await this.browser.call(jobRoute, `/api/advanced-lip-sync/${jobId}`, { params: { jobId } }), jobResponseSchema);
  }

  async getVideo(jobId: string, query = '', init: RequestInit = {}): Promise<Response> {
    return this.browser.call(videoRoute, `/api/advanced-lip-sync/${jobId}/video${query}`, { params: { jobId }, method: 'GET', ...init });
  }
}

/** @returns a valid create request for the sample's only face. */
export function createJobRequest(found: Pick<IdentifyFaceResponse, 'videoId'>, changes: Partial<CreateJobRequest> = {}): CreateJobRequest {
  return {
    videoId: found.videoId,
    faceId: '0',
    voice: { base64: SAMPLE_VOICE_BASE64, durationMs: 5_381 },
    placement: { trimStartMs: 0, trimEndMs: 5_000, insertAtMs: 1_000, voiceVolume: 1, originalVolume: 0 },
    ...changes,
  };
}
