import 'server-only';
import { and, asc, eq, inArray, lte, type SQL, sql } from 'drizzle-orm';
import { isReserved, reserve, settle } from './charges';
import { type DatabaseClient, insertWhere } from './connection/client';
import { isFileKept, recordKeptFile } from './files';
import { isNotRevoked } from './invites';
import type { VideoRecord, VideoRecords } from './records/records';
import { faceRowSchema, publishedRowSchema, videoRowSchema } from './records/rows';
import { faces, uploads, videos } from './schema';

/**
 * `identify-face` in the database: one video claims one source of an editor at a time, so concurrent requests pay
 * once.
 */
export function createVideoQueries({ query, write, matches }: DatabaseClient): VideoRecords {
  async function find(condition: SQL): Promise<VideoRecord | null> {
    const [row] = await query.select().from(videos).where(condition);
    if (row === undefined) return null;
    const found = await query.select().from(faces).where(eq(faces.videoId, row.videoId)).orderBy(asc(faces.position));
    return { ...videoRowSchema.parse(row), faces: found.map((face) => faceRowSchema.parse(face)) };
  }

  return {
    async claimVideo({ video, identify, upload, nowMs }) {
      const slot = [video.mode, video.editorId, video.sourceKey].join(' ');
      const isClaimed = sql`${videos.slot} = ${slot}`;
      const isFree = sql`not exists (select 1 from ${videos} where ${isClaimed})`;
      const key = getSourceKey(video);
      const isSourceKept = key === null ? sql`1` : isFileKept(sql`${key}`);
      const { editorId, mode } = video;
      const claim = [
        ...expireClaim(sql`${isClaimed} and ${videos.leaseUntilMs} <= ${nowMs}`),
        sql`update ${videos} set "slot" = null where ${isClaimed} and ${videos.status} = 'identified' and ${videos.expiresAtMs} <= ${nowMs}`,
        reserve(
          identify,
          { editorId, mode, kind: 'identify', nowMs },
          sql`${isFree} and ${isSourceKept} and ${isNotRevoked(editorId)}`,
          upload?.milliPtc ?? 0,
        ),
        ...(upload === null ? [] : [reserve(upload, { editorId, mode, kind: 'upload', nowMs }, isReserved(identify.chargeId))]),
        insertWhere(
          videos,
          { ...video, status: 'identifying', slot, chargeId: identify.chargeId, uploadChargeId: upload?.chargeId ?? null },
          isReserved(identify.chargeId),
        ),
      ];
      // Two attempts, because the claiming video may release the source between the write and the read.
      for (let attempts = 0; attempts < 2; attempts += 1) {
        const claimed = (await write(claim)).at(-1) === 1;
        const found = await find(claimed ? eq(videos.videoId, video.videoId) : isClaimed);
        if (found !== null) return { claimed, video: found };
      }
      if (!(await matches(isSourceKept))) return 'gone';
      return (await matches(isNotRevoked(editorId))) ? 'over-budget' : 'unauthorized';
    },

    async extendClaim(videoId, leaseUntilMs) {
      const isIdentifying = and(eq(videos.videoId, videoId), eq(videos.status, 'identifying'));
      const [changed] = await write([query.update(videos).set({ leaseUntilMs }).where(isIdentifying)]);
      return changed === 1;
    },

    async renewLease(videoId, leaseUntilMs) {
      await write([query.update(videos).set({ leaseUntilMs }).where(eq(videos.videoId, videoId))]);
    },

    findVideo: (videoId) => find(eq(videos.videoId, videoId)),

    async recordFaces({ videoId, sessionId, faces: found, leaseUntilMs }) {
      await write([
        query.update(videos).set({ status: 'identified', sessionId, leaseUntilMs }).where(eq(videos.videoId, videoId)),
        ...found.map((face) =>
          query
            .insert(faces)
            .values({ videoId, ...face })
            .onConflictDoNothing(),
        ),
        settle(getVideoCharge(videoId), 'spent', sql`1`),
        settle(getUploadCharge(videoId), 'spent', sql`1`),
      ]);
    },

    async failClaim({ videoId, status, error, identify, upload }) {
      const hasEnded = sql`exists (select 1 from ${videos} where ${videos.videoId} = ${videoId} and ${videos.status} in ('failed', 'lost'))`;
      await write([
        sql`update ${videos} set "status" = ${status}, "slot" = null, "error_json" = ${JSON.stringify(error)} where ${videos.videoId} = ${videoId} and ${videos.status} in ('identifying', 'lost')`,
        settle(getVideoCharge(videoId), identify, hasEnded),
        settle(getUploadCharge(videoId), upload, hasEnded),
      ]);
    },

    async expireClaims(nowMs, startedUntilMs) {
      await write(expireClaim(sql`(${videos.leaseUntilMs} <= ${nowMs} or ${videos.createdAtMs} <= ${startedUntilMs})`));
    },

    async markThumbnails(videoId, thumbnails, nowMs) {
      if (thumbnails.length === 0) return;
      const positions = thumbnails.map(({ position }) => position);
      await write([
        ...thumbnails.map(({ key, byteSize }) => recordKeptFile({ key, kind: 'thumbnail', ownerId: videoId, byteSize, nowMs })),
        query
          .update(faces)
          .set({ hasThumbnail: true })
          .where(and(eq(faces.videoId, videoId), inArray(faces.position, positions))),
      ]);
    },

    async recordPublished(uploadId, { url, atMs }) {
      await write([query.update(uploads).set({ publishedUrl: url, publishedAtMs: atMs }).where(eq(uploads.uploadId, uploadId))]);
    },

    async clearPublished(uploadId, untilMs) {
      await write([
        query
          .update(uploads)
          .set({ publishedUrl: null, publishedAtMs: null })
          .where(and(eq(uploads.uploadId, uploadId), lte(uploads.publishedAtMs, untilMs))),
      ]);
    },

    async findPublished(uploadId) {
      const [row] = await query
        .select({ publishedUrl: uploads.publishedUrl, publishedAtMs: uploads.publishedAtMs })
        .from(uploads)
        .where(eq(uploads.uploadId, uploadId));
      if (row === undefined) return null;
      const { publishedUrl, publishedAtMs } = publishedRowSchema.parse(row);
      return publishedUrl === null || publishedAtMs === null ? null : { url: publishedUrl, atMs: publishedAtMs };
    },
  };
}

/** Source key of a video in our store. */
function getSourceKey({ uploadId, sourceJobId }: Pick<VideoRecord, 'uploadId' | 'sourceJobId'>): string | null {
  if (uploadId !== null) return `inputs/${uploadId}`;
  return sourceJobId === null ? null : `results/${sourceJobId}`;
}

function getVideoCharge(videoId: string): SQL {
  return sql`select ${videos.chargeId} from ${videos} where ${videos.videoId} = ${videoId}`;
}

function getUploadCharge(videoId: string): SQL {
  return sql`select ${videos.uploadChargeId} from ${videos} where ${videos.videoId} = ${videoId}`;
}

/**
 * Expires a claim whose process ended: its response is lost, so its money stays reserved, and its source is free
 * again.
 */
function expireClaim(condition: SQL): SQL[] {
  return [sql`update ${videos} set "status" = 'lost', "slot" = null where ${videos.status} = 'identifying' and ${condition}`];
}
