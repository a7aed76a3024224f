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
import { Browser } from './server';

/** The wizard's way through the exported handlers, with the project's own sample: 9 s of video, 5.381 s of voice. */

const sampleFolder = path.resolve(import.meta.dirname, '../../../public/sample');
export const SAMPLE_CLIP = readFileSync(path.join(sampleFolder, 'clip.mp4'));
/** The same with an empty box at its end, as any editor's own clip: the sample itself is practice on a live server too. */
export const OWN_CLIP = Buffer.concat([SAMPLE_CLIP, Buffer.from([0, 0, 0, 8]), Buffer.from('free')]);

/** The sample, and a box after it that every reader skips: as long as one likes. */
export function clipOfSize(byteSize: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(byteSize);
  SAMPLE_CLIP.copy(bytes);
  bytes.writeUInt32BE(byteSize - SAMPLE_CLIP.byteLength, SAMPLE_CLIP.byteLength);
  bytes.write('free', SAMPLE_CLIP.byteLength + 4, 'latin1');
  return bytes;
}

const SAMPLE_VOICE = readFileSync(path.join(sampleFolder, 'voice.mp3'));
export const SAMPLE_VOICE_BASE64 = SAMPLE_VOICE.toString('base64');

/** An answer of the contract: a body of its shape, or an error. */
export type Answered<Body> = { readonly status: number; readonly body: Body; readonly error: null } | Refused;
interface Refused {
  readonly status: number;
  readonly body: null;
  readonly error: ErrorBody['error'];
}

async function read<Body>(response: Response, schema: { parse: (json: unknown) => Body }): Promise<Answered<Body>> {
  const json: unknown = await response.json();
  const { status } = response;
  return response.ok ? { status, body: schema.parse(json), error: null } : { status, body: null, error: errorBodySchema.parse(json).error };
}

export function bodyOf<Body>(answer: Answered<Body>): Body {
  if (answer.error !== null) throw new Error(`${answer.status}: ${JSON.stringify(answer.error)}`);
  return answer.body;
}

let pressed = 0;
export function newKey(): string {
  pressed += 1;
  return `press-${String(pressed).padStart(12, '0')}`;
}

/** One person in one browser. */
export class Editor {
  readonly browser = new Browser();

  async upload(bytes: Uint8Array<ArrayBuffer> = OWN_CLIP, fileName = 'clip.mp4'): Promise<string> {
    const json = { fileName, byteSize: bytes.byteLength, contentType: 'video/mp4' };
    const ticket = await read(await this.browser.call(uploadsRoute, '/api/uploads', { json }), uploadTicketSchema);
    const { uploadId, url, method, headers } = bodyOf(ticket);
    const sent = await this.browser.call(uploadRoute, url, { method, headers, body: bytes, params: { uploadId } });
    if (!sent.ok) throw new Error(`the upload was answered ${sent.status}: ${await sent.text()}`);
    return uploadId;
  }

  async identify(json: unknown): Promise<Answered<IdentifyFaceResponse>> {
    return read(await this.browser.call(identifyRoute, '/api/identify-face', { json }), identifyFaceResponseSchema);
  }

  /** Faces of an upload of the sample. */
  async found(): Promise<IdentifyFaceResponse> {
    return bodyOf(await this.identify({ uploadId: await this.upload() }));
  }

  async create(json: unknown, key: string | null = newKey()): Promise<Answered<JobResponse>> {
    const headers: Record<string, string> = key === null ? {} : { 'idempotency-key': key };
    return read(await this.browser.call(createRoute, '/api/advanced-lip-sync', { json, headers }), jobResponseSchema);
  }

  async passes(jobId: string): Promise<Answered<PassesResponse>> {
    const path = `/api/advanced-lip-sync/${jobId}/passes`;
    return read(await this.browser.call(passesRoute, path, { params: { jobId } }), passesResponseSchema);
  }

  /** Faces that were found before. */
  async readFaces(videoId: string): Promise<Answered<IdentifyFaceResponse>> {
    return read(await this.browser.call(facesRoute, `/api/identify-face/${videoId}`, { params: { videoId } }), identifyFaceResponseSchema);
  }

  async look(jobId: string): Promise<Answered<JobResponse>> {
    return read(await this.browser.call(jobRoute, `/api/advanced-lip-sync/${jobId}`, { params: { jobId } }), jobResponseSchema);
  }

  async watch(jobId: string, query = '', init: RequestInit = {}): Promise<Response> {
    return this.browser.call(videoRoute, `/api/advanced-lip-sync/${jobId}/video${query}`, { params: { jobId }, method: 'GET', ...init });
  }
}

/** A legal request for the sample's one face. */
export function requestFor(found: Pick<IdentifyFaceResponse, 'videoId'>, changes: Partial<CreateJobRequest> = {}): CreateJobRequest {
  return {
    videoId: found.videoId,
    faceId: '0',
    voice: { base64: SAMPLE_VOICE_BASE64, durationMs: 5_381 },
    placement: { trimStartMs: 0, trimEndMs: 5_000, insertAtMs: 1_000, voiceVolume: 1, originalVolume: 0 },
    ...changes,
  };
}
