import 'server-only';
import { createHash } from 'node:crypto';
import type { IdentifyFaceRequest } from '@/lib/contracts/video';
import type { Editor } from '@/lib/domain/editor';
import type { JobRecords, Mode, UploadRecord, UploadRecords, VideoRecords } from '@/lib/server/db/records/records';
import { AppError } from '@/lib/server/http/app-error';
import type { PracticeServices, Services } from '@/lib/server/services';
import type { Storage } from '@/lib/server/storage/types';

/**
 * Practice on a live server: the sample that comes with the project, and whatever is made of it. It goes to the simulator, through the same
 * client and the same use cases, by a way of its own that knows neither the key nor the network, and its rows are practice rows, which no
 * budget counts. What is practice the server knows by itself: by the bytes of an upload, and from then on by the database's own rows.
 */

/** `public/sample/clip.mp4`; a test holds it to this. */
const SAMPLE_CLIP = { byteSize: 513_840, sha256: 'c9acc6469ae755176f6b6a037459efca10602fc8df67b57a28fe1ce883588d42' } as const;

type ModeServices = Pick<Services, 'mode'> & { readonly practice: PracticeServices | null };

/** The services for what is of this mode. A live job on a server that is in practice has no lane: it is left as it is. */
export function servicesForMode<Deps extends ModeServices>(services: Deps, mode: Mode): Deps {
  return mode === 'practice' && services.practice !== null ? { ...services, ...services.practice } : services;
}

/** Does something in a lane. What goes wrong in practice was free, whatever the simulated service says of money. */
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

/** For finding faces: the sample, and results that were made in practice. */
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

/** By its bytes, and by nothing that a caller says. Only a file of the very length is read. */
async function isSample(storage: Pick<Storage, 'read'>, { uploadId, facts }: UploadRecord): Promise<boolean> {
  if (facts?.byteSize !== SAMPLE_CLIP.byteSize) return false;
  const hash = createHash('sha256');
  for await (const chunk of await storage.read(`inputs/${uploadId}`)) hash.update(chunk);
  return hash.digest('hex') === SAMPLE_CLIP.sha256;
}

/** For making a job: whatever its video is. */
export async function withServicesForVideo<Deps extends ModeServices & { readonly db: Pick<VideoRecords, 'findVideo'> }, T>(
  services: Deps,
  videoId: string,
  action: (modeServices: Deps) => Promise<T>,
): Promise<T> {
  return withServicesForMode(services, (await services.db.findVideo(videoId))?.mode ?? services.mode, action);
}
