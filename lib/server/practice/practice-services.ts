import 'server-only';
import { createHash } from 'node:crypto';
import type { IdentifyFaceRequest } from '@/lib/contracts/video';
import type { Editor } from '@/lib/domain/editor';
import type { JobRecords, Mode, UploadRecord, UploadRecords, VideoRecords } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import type { PracticeServices, Services } from '@/lib/server/services';
import type { Storage } from '@/lib/server/storage/storage';

/**
 * Practice mode on a live server, for the bundled sample and everything made from it. These requests use the same client and use cases but
 * a separate simulator that has neither the API key nor network access; their rows are practice rows, which no budget counts. The server
 * detects practice from the bytes of an upload and, from then on, from its own database rows.
 */

/** `public/sample/clip.mp4`; a test checks these values against the file. */
const SAMPLE_CLIP = { byteSize: 513_840, sha256: 'c9acc6469ae755176f6b6a037459efca10602fc8df67b57a28fe1ce883588d42' } as const;

type ModeServices = Pick<Services, 'mode'> & { readonly practice: PracticeServices | null };

/** @returns the services for a mode. A server that runs only in practice mode has none for a live job, which then stays unchanged. */
export function servicesForMode<Deps extends ModeServices>(services: Deps, mode: Mode): Deps {
  return mode === 'practice' && services.practice !== null ? { ...services, ...services.practice } : services;
}

/** Runs an action with the services of a mode. An error in practice mode never reports a charge, whatever the simulator says. */
async function withServicesForMode<Deps extends ModeServices, T>(
  services: Deps,
  mode: Mode,
  action: (modeServices: Deps) => Promise<T>,
): Promise<T> {
  const modeServices = servicesForMode(services, mode);
  try {
    return await action(modeServices);
  } catch (error) {
    throw modeServices.mode === 'practice' && error instanceof AppError ? toUncharged(error) : error;
  }
}

function toUncharged(error: AppError): AppError {
  if (error.charged === 'no') return error;
  const { code, message, retryAfterMs, issues } = error;
  return new AppError(code, message, {
    charged: 'no',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(issues === undefined ? {} : { issues }),
    cause: error,
  });
}

type SourceDeps = ModeServices & {
  readonly db: Pick<UploadRecords, 'findUpload'> & Pick<JobRecords, 'findJob'>;
  readonly storage: Pick<Storage, 'read'>;
};

/** Runs face detection with the practice services for the sample and for results made in practice mode. */
export async function withServicesForSource<Deps extends SourceDeps, T>(
  services: Deps,
  editor: Editor,
  request: IdentifyFaceRequest,
  action: (modeServices: Deps) => Promise<T>,
): Promise<T> {
  return withServicesForMode(services, services.practice === null ? services.mode : await getSourceMode(services, editor, request), action);
}

async function getSourceMode({ mode, db, storage }: SourceDeps, editor: Editor, request: IdentifyFaceRequest): Promise<Mode> {
  if ('jobId' in request) return (await db.findJob(request.jobId))?.mode ?? mode;
  if (!('uploadId' in request)) return mode;
  const upload = await db.findUpload(request.uploadId);
  const isOwn = upload !== null && upload.editorId === editor.editorId;
  return isOwn && (await isSample(storage, upload)) ? 'practice' : mode;
}

/** Detected from the bytes alone, never from the client's claims. Only a file of exactly the sample's length is read. */
async function isSample(storage: Pick<Storage, 'read'>, { uploadId, facts }: UploadRecord): Promise<boolean> {
  if (facts?.byteSize !== SAMPLE_CLIP.byteSize) return false;
  const hash = createHash('sha256');
  for await (const chunk of await storage.read(`inputs/${uploadId}`)) hash.update(chunk);
  return hash.digest('hex') === SAMPLE_CLIP.sha256;
}

/** Runs job creation with the services for the mode of the video. */
export async function withServicesForVideo<Deps extends ModeServices & { readonly db: Pick<VideoRecords, 'findVideo'> }, T>(
  services: Deps,
  videoId: string,
  action: (modeServices: Deps) => Promise<T>,
): Promise<T> {
  return withServicesForMode(services, (await services.db.findVideo(videoId))?.mode ?? services.mode, action);
}
