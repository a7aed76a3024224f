import 'server-only';
import { z } from 'zod';

/**
 * Upstream's wire format, the only file with snake_case. Request schemas are strict. Response schemas parse only required fields,
 * because gateways add, drop and retype fields, and a paid response must not be lost over an unused one. Ids are required;
 * other fields fall back to `null`.
 */

export const UPSTREAM_PATHS = {
  identifyFace: '/klingai/v1/videos/identify-face',
  /** POST creates a task; GET with `/{id}` queries it. */
  lipSync: '/klingai/v1/videos/advanced-lip-sync',
  upload: '/302/upload-file',
  balance: '/dashboard/balance',
} as const;

/**
 * Ids have 18 digits, beyond 2^53, and some gateways send them as numbers, which `parseJson` returns as their digits. Inexact
 * numbers are refused. The specification's example sends `face_id: 0`.
 */
const idSchema = z
  .union([z.string(), z.int()])
  .transform(String)
  .pipe(z.string().regex(/^[\x21-\x7e]{1,200}$/));

const optionalTextSchema = z.string().nullish().catch(null);

/** Numbers also come as strings of digits. */
const optionalNumberSchema = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\s*-?\d{1,30}(\.\d{1,30})?\s*$/)
      .transform(Number),
  ])
  .nullish()
  .catch(null);

// Requests

export const identifyFaceBodySchema = z.strictObject({ video_url: z.url() });

const wholeMillisecondsSchema = z.int().nonnegative();
const volumeSchema = z.number().min(0).max(2);

export const createLipSyncBodySchema = z.strictObject({
  session_id: idSchema,
  external_task_id: idSchema.optional(),
  /** An array in the specification; upstream accepts one face per task. */
  face_choose: z
    .array(
      z.strictObject({
        face_id: idSchema,
        /** A public URL, or *bare* Base64: a `data:` prefix is refused by upstream. */
        sound_file: z.string().min(1),
        sound_start_time: wholeMillisecondsSchema,
        sound_end_time: wholeMillisecondsSchema,
        sound_insert_time: wholeMillisecondsSchema,
        sound_volume: volumeSchema.optional(),
        original_audio_volume: volumeSchema.optional(),
      }),
    )
    .length(1),
});
export type CreateLipSyncBody = z.infer<typeof createLipSyncBodySchema>;

// Responses

/** Kling's `code` (0 is success), 302.AI's `code` (200 is success). */
const codeSchema = optionalNumberSchema;

const createEnvelopeSchema = <Data extends z.ZodType>(data: Data) =>
  z.object({ code: codeSchema, message: optionalTextSchema, request_id: optionalTextSchema, data });

/** Both error shapes at once: Kling's has `code` at the top, 302.AI's gateway an `error` object with `err_code`. */
export const errorEnvelopeSchema = z.object({
  code: codeSchema,
  message: optionalTextSchema,
  request_id: optionalTextSchema,
  error: z
    .object({
      /** Observed negative and positive; the absolute value counts. */
      err_code: codeSchema,
      message: optionalTextSchema,
      message_cn: optionalTextSchema,
    })
    .nullish()
    .catch(null),
});

const faceDataSchema = z.object({
  face_id: idSchema,
  face_image: optionalTextSchema,
  start_time: optionalNumberSchema,
  end_time: optionalNumberSchema,
});
export type FaceData = z.infer<typeof faceDataSchema>;

export const identifyFaceEnvelopeSchema = createEnvelopeSchema(
  z.object({
    /** Missing only if there are no faces. */
    session_id: idSchema.nullish(),
    face_data: z.array(faceDataSchema).nullish(),
  }),
);

/** A session with faces: the paid result of `identify-face`. */
export const facesDataSchema = createEnvelopeSchema(z.object({ session_id: idSchema, face_data: z.array(faceDataSchema).min(1) }));

/** `duration` is a string of seconds (specification) of unconfirmed format. */
const videoSchema = z.object({
  id: idSchema.nullish().catch(null),
  url: optionalTextSchema,
  duration: z.union([z.string(), z.number()]).nullish().catch(null),
});

const taskDataSchema = z.object({
  task_id: idSchema,
  task_status: optionalTextSchema,
  task_status_msg: optionalTextSchema,
  task_info: z
    .object({
      external_task_id: idSchema.nullish().catch(null),
      parent_video: videoSchema.nullish().catch(null),
    })
    .nullish()
    .catch(null),
  /** Absent, `null`, `{}` or `[]` before success, like its `videos`. */
  task_result: z
    .object({ videos: z.array(videoSchema.nullish().catch(null)).nullish().catch(null) })
    .nullish()
    .catch(null),
  created_at: optionalNumberSchema,
  updated_at: optionalNumberSchema,
});

export const createLipSyncEnvelopeSchema = createEnvelopeSchema(taskDataSchema);

/** A query's response may omit the id if it has a status. */
export const lipSyncTaskEnvelopeSchema = createEnvelopeSchema(
  taskDataSchema.extend({ task_id: idSchema.nullish() }).refine((data) => data.task_id != null || data.task_status != null),
);

export type TaskData = Omit<z.infer<typeof taskDataSchema>, 'task_id'> & { readonly task_id?: string | null | undefined };

export const uploadResponseSchema = createEnvelopeSchema(z.string());

export const balanceResponseSchema = z.object({
  data: z.object({
    balance: z.union([
      z.number(),
      z
        .string()
        .regex(/^\s*-?\d{1,12}(\.\d{1,12})?\s*$/)
        .transform(Number),
    ]),
  }),
});
