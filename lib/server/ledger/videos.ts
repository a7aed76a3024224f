import 'server-only';
import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { isReserved, reserve, settle } from './charges';
import { type Database, insertWhere } from './database';
import type { VideoRecord, VideoRecords } from './port';
import { faceRowSchema, publishedRowSchema, videoRowSchema } from './rows';
import { faces, uploads, videos } from './schema';

/** `identify-face` in the ledger: one video holds one source of one editor at a time, so one press pays, however many there are. */
export function createVideos({ query, write }: Database): VideoRecords {
  async function find(condition: SQL): Promise<VideoRecord | null> {
    const [row] = await query.select().from(videos).where(condition);
    if (row === undefined) return null;
    const found = await query.select().from(faces).where(eq(faces.videoId, row.videoId)).orderBy(asc(faces.position));
    return { ...videoRowSchema.parse(row), faces: found.map((face) => faceRowSchema.parse(face)) };
  }

  return {
    async claimVideo({ video, identify, upload, nowMs }) {
      const slot = [video.mode, video.editorId, video.sourceKey].join(' ');
      const holds = sql`${videos.slot} = ${slot}`;
      const isFree = sql`not exists (select 1 from ${videos} where ${holds})`;
      const { editorId, mode } = video;
      const claim = [
        ...endOverdue(sql`${holds} and ${videos.leaseUntilMs} <= ${nowMs}`),
        sql`update ${videos} set "slot" = null where ${holds} and ${videos.status} = 'identified' and ${videos.expiresAtMs} <= ${nowMs}`,
        reserve(identify, { editorId, mode, kind: 'identify', nowMs }, isFree, upload?.milliPtc ?? 0),
        ...(upload === null ? [] : [reserve(upload, { editorId, mode, kind: 'upload', nowMs }, isReserved(identify.chargeId))]),
        insertWhere(
          videos,
          { ...video, status: 'identifying', slot, chargeId: identify.chargeId, uploadChargeId: upload?.chargeId ?? null },
          isReserved(identify.chargeId),
        ),
      ];
      // Twice, for who held the source at the write may have let it go before we could look.
      for (let tries = 0; tries < 2; tries += 1) {
        const claimed = (await write(claim)).at(-1) === 1;
        const found = await find(claimed ? eq(videos.videoId, video.videoId) : holds);
        if (found !== null) return { claimed, video: found };
      }
      return 'over-budget';
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
        settle(chargeOf(videoId), 'spent', sql`1`),
        settle(uploadChargeOf(videoId), 'spent', sql`1`),
      ]);
    },

    async endClaim({ videoId, status, error, identify, upload }) {
      const stillOurs = sql`exists (select 1 from ${videos} where ${videos.videoId} = ${videoId} and ${videos.status} in ('failed', 'lost'))`;
      await write([
        sql`update ${videos} set "status" = ${status}, "slot" = null, "error_json" = ${JSON.stringify(error)} where ${videos.videoId} = ${videoId} and ${videos.status} in ('identifying', 'lost')`,
        settle(chargeOf(videoId), identify, stillOurs),
        settle(uploadChargeOf(videoId), upload, stillOurs),
      ]);
    },

    async endOverdueClaims(nowMs, startedUntilMs) {
      await write(endOverdue(sql`(${videos.leaseUntilMs} <= ${nowMs} or ${videos.createdAtMs} <= ${startedUntilMs})`));
    },

    async markThumbnails(videoId, positions) {
      if (positions.length === 0) return;
      await write([
        query
          .update(faces)
          .set({ hasThumbnail: true })
          .where(and(eq(faces.videoId, videoId), inArray(faces.position, [...positions]))),
      ]);
    },

    async recordPublished(uploadId, { url, atMs }) {
      await write([query.update(uploads).set({ publishedUrl: url, publishedAtMs: atMs }).where(eq(uploads.uploadId, uploadId))]);
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

function chargeOf(videoId: string): SQL {
  return sql`select ${videos.chargeId} from ${videos} where ${videos.videoId} = ${videoId}`;
}

function uploadChargeOf(videoId: string): SQL {
  return sql`select ${videos.uploadChargeId} from ${videos} where ${videos.videoId} = ${videoId}`;
}

/** A claim whose process died: its answer is lost, so its money stays reserved, which counts as spent, and its source is free again. */
function endOverdue(condition: SQL): SQL[] {
  return [sql`update ${videos} set "status" = 'lost', "slot" = null where ${videos.status} = 'identifying' and ${condition}`];
}
