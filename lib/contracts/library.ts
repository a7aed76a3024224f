/** The library: lists of jobs and the actions on one job. */

import { z } from 'zod';
import { JOB_FILTERS, JOB_STATUSES } from '../domain/job';
import { MAX_JOB_NAME_LENGTH } from '../domain/job-name';
import { chargedSchema } from './error';
import { idSchema, millisecondsSchema } from './video';

const MAX_QUERY_LENGTH = 200;

/** `GET /api/advanced-lip-sync?cursor=&q=&state=&person=`; every parameter is optional. */
export const listJobsQuerySchema = z.object({
  /** `nextCursor` of the previous page. */
  cursor: z.string().max(160).optional(),
  /** Search terms that the name must contain, in any order. */
  q: z.string().max(MAX_QUERY_LENGTH).optional(),
  state: z.enum(JOB_FILTERS).optional(),
  /** Owner only: filters by person. */
  person: idSchema.optional(),
});
export type ListJobsQuery = z.infer<typeof listJobsQuerySchema>;

const roleSchema = z.enum(['owner', 'editor', 'visitor']);

const personSchema = z.object({
  personId: z.string(),
  role: roleSchema,
  /** The invite's label; `null` for the owner and for visitors. */
  label: z.string().nullable(),
});
export type PersonResponse = z.infer<typeof personSchema>;

export const libraryJobSchema = z.object({
  jobId: z.string(),
  status: z.enum(JOB_STATUSES),
  /** The name that the editor gave; `null` shows the video's name. */
  name: z.string().nullable(),
  videoName: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** The job whose result is this job's input video (a further pass). */
  sourceJobId: z.string().nullable(),
  /** An image of the chosen face; `null` without an image. */
  thumbnailUrl: z.string().nullable(),
  videoDurationMs: millisecondsSchema.nullable(),
  /** Length of the trimmed voice. */
  voiceMs: millisecondsSchema,
  /** 1/1000 PTC; 0 in practice mode and for an uncharged rejection. */
  costMilliPtc: z.number().int().nonnegative(),
  charged: chargedSchema,
  practice: z.boolean(),
  /** Whether the job is still polled automatically. */
  isWatched: z.boolean(),
  /** Where the result is stored: on this site, only upstream (`until`), or nowhere; `null` without a result. */
  result: z.object({ state: z.enum(['saved', 'expiring', 'gone']), until: z.iso.datetime().nullable() }).nullable(),
  /** The person who created the job; owner only. */
  person: personSchema.nullable(),
  mayDelete: z.boolean(),
  /** Until when the job can be restored; `null` if it is not deleted. */
  restorableUntil: z.iso.datetime().nullable(),
});
export type LibraryJob = z.infer<typeof libraryJobSchema>;

export const listJobsResponseSchema = z.object({
  /** Newest first. */
  jobs: z.array(libraryJobSchema),
  /** `null` on the last page. A page can be empty and still have a cursor, because one search covers a limited period. */
  nextCursor: z.string().nullable(),
  /** Owner only, first page only: every person who has jobs. */
  people: z.array(personSchema).nullable(),
});
export type ListJobsResponse = z.infer<typeof listJobsResponseSchema>;

/** One line of printable characters. */
export const jobNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(MAX_JOB_NAME_LENGTH)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u);

/** `PATCH /api/advanced-lip-sync/{jobId}`; `null` restores the video's name. */
export const renameJobRequestSchema = z.strictObject({ name: jobNameSchema.nullable() });

export const renamedJobSchema = z.object({ jobId: z.string(), name: z.string().nullable() });
export type RenamedJob = z.infer<typeof renamedJobSchema>;

const daySchema = z.iso.date();

/** `GET /api/team/spending.csv?from=&to=`: UTC days, both inclusive. */
export const spendingCsvQuerySchema = z.object({ from: daySchema.optional(), to: daySchema.optional() });
