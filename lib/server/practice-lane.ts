import 'server-only';
import { createHash } from 'node:crypto';
import type { IdentifyFaceRequest } from '@/lib/contracts/video';
import type { Editor } from './access/port';
import { AppError } from './app-error';
import type { JobRecords, Mode, UploadRecord, UploadRecords, VideoRecords } from './ledger/port';
import type { PracticeLane, Services } from './services';
import type { Storage } from './storage/port';

/**
 * Practice on a live server: the sample that comes with the project, and whatever is made of it. It goes to the simulator, through the same
 * client and the same use cases, by a way of its own that knows neither the key nor the network, and its rows are practice rows, which no
 * budget counts. What is practice the server knows by itself: by the bytes of an upload, and from then on by the ledger's own rows.
 */

/** `public/sample/clip.mp4`; a test holds it to this. */
const SAMPLE = { byteSize: 513_840, sha256: 'c9acc6469ae755176f6b6a037459efca10602fc8df67b57a28fe1ce883588d42' } as const;

type Lanes = Pick<Services, 'mode'> & { readonly practice: PracticeLane | null };

/** The services for what is of this mode. A live job on a server that is in practice has no lane: it is left as it is. */
export function laneOf<Deps extends Lanes>(services: Deps, mode: Mode): Deps {
  return mode === 'practice' && services.practice !== null ? { ...services, ...services.practice } : services;
}

/** Does something in a lane. What goes wrong in practice was free, whatever the simulated service says of money. */
async function inLane<Deps extends Lanes, T>(services: Deps, mode: Mode, work: (lane: Deps) => Promise<T>): Promise<T> {
  const lane = laneOf(services, mode);
  try {
    return await work(lane);
  } catch (error) {
    throw lane.mode === 'practice' && error instanceof AppError ? uncharged(error) : error;
  }
}

function uncharged(error: AppError): AppError {
  if (error.charged === 'no') return error;
  const { code, message, retryAfterMs, issues } = error;
  return new AppError(code, message, {
    charged: 'no',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(issues === undefined ? {} : { issues }),
    cause: error,
  });
}

type SourceDeps = Lanes & {
  readonly ledger: Pick<UploadRecords, 'findUpload'> & Pick<JobRecords, 'findJob'>;
  readonly storage: Pick<Storage, 'read'>;
};

/** For finding faces: the sample, and results that were made in practice. */
export async function inLaneOfSource<Deps extends SourceDeps, T>(
  services: Deps,
  editor: Editor,
  request: IdentifyFaceRequest,
  work: (lane: Deps) => Promise<T>,
): Promise<T> {
  return inLane(services, services.practice === null ? services.mode : await modeOfSource(services, editor, request), work);
}

async function modeOfSource({ mode, ledger, storage }: SourceDeps, editor: Editor, request: IdentifyFaceRequest): Promise<Mode> {
  if ('jobId' in request) return (await ledger.findJob(request.jobId))?.mode ?? mode;
  if (!('uploadId' in request)) return mode;
  const upload = await ledger.findUpload(request.uploadId);
  const isTheirs = upload !== null && upload.editorId === editor.editorId;
  return isTheirs && (await isSample(storage, upload)) ? 'practice' : mode;
}

/** By its bytes, and by nothing that a caller says. Only a file of the very length is read. */
async function isSample(storage: Pick<Storage, 'read'>, { uploadId, facts }: UploadRecord): Promise<boolean> {
  if (facts?.byteSize !== SAMPLE.byteSize) return false;
  const hash = createHash('sha256');
  for await (const chunk of await storage.read(`inputs/${uploadId}`)) hash.update(chunk);
  return hash.digest('hex') === SAMPLE.sha256;
}

/** For making a job: whatever its video is. */
export async function inLaneOfVideo<Deps extends Lanes & { readonly ledger: Pick<VideoRecords, 'findVideo'> }, T>(
  services: Deps,
  videoId: string,
  work: (lane: Deps) => Promise<T>,
): Promise<T> {
  return inLane(services, (await services.ledger.findVideo(videoId))?.mode ?? services.mode, work);
}
