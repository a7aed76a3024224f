/** The library: lists of jobs, and what is done with one of them there. */

import { z } from 'zod';
import { JOB_FILTERS, JOB_STATUSES } from '../domain/job';
import { MAX_NAME_LENGTH } from '../domain/job-name';
import { chargedSchema } from './error';
import { idSchema, millisecondsSchema } from './video';

const MAX_QUERY_LENGTH = 200;

/** `GET /api/advanced-lip-sync?cursor=&q=&state=&person=`; all of it optional. */
export const listJobsQuerySchema = z.object({
  /** What the page before said: `nextCursor`. */
  cursor: z.string().max(160).optional(),
  /** Words that the name must hold, in any order. */
  q: z.string().max(MAX_QUERY_LENGTH).optional(),
  state: z.enum(JOB_FILTERS).optional(),
  /** For the owner: whose. */
  person: idSchema.optional(),
});
export type ListJobsQuery = z.infer<typeof listJobsQuerySchema>;

const roleSchema = z.enum(['owner', 'editor', 'visitor']);

const personSchema = z.object({
  personId: z.string(),
  role: roleSchema,
  /** The invite's; `null` for the owner and for visitors. */
  label: z.string().nullable(),
});
export type PersonResponse = z.infer<typeof personSchema>;

export const libraryJobSchema = z.object({
  jobId: z.string(),
  status: z.enum(JOB_STATUSES),
  /** What its editor calls it; `null`: what the clip is called. */
  name: z.string().nullable(),
  videoName: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** The job whose result it was made of: this one is a further pass over it. */
  sourceJobId: z.string().nullable(),
  /** The chosen face's; `null` where there is no picture. */
  thumbnailUrl: z.string().nullable(),
  videoDurationMs: millisecondsSchema.nullable(),
  /** How much of the voice is used. */
  voiceMs: millisecondsSchema,
  /** 1/1000 PTC; 0 in practice mode and for a refusal that charged nothing. */
  costMilliPtc: z.number().int().nonnegative(),
  charged: chargedSchema,
  practice: z.boolean(),
  /** Whether there is anything more to hear of it by itself. */
  isWatched: z.boolean(),
  /** Where the result lies: with us, only at the service and until when, or nowhere any more; `null` where there is none. */
  result: z.object({ state: z.enum(['saved', 'expiring', 'gone']), until: z.iso.datetime().nullable() }).nullable(),
  /** Whose it is; only for the owner. */
  person: personSchema.nullable(),
  mayDelete: z.boolean(),
  /** Until when it can be brought back; `null` where it is not deleted. */
  restorableUntil: z.iso.datetime().nullable(),
});
export type LibraryJob = z.infer<typeof libraryJobSchema>;

export const listJobsResponseSchema = z.object({
  /** Newest first. */
  jobs: z.array(libraryJobSchema),
  /** `null` at the end. Where it is there, more may come, also after a page that found nothing: a search looks only so far back at once. */
  nextCursor: z.string().nullable(),
  /** For the owner, with the first page: everybody who has jobs. */
  people: z.array(personSchema).nullable(),
});
export type ListJobsResponse = z.infer<typeof listJobsResponseSchema>;

/** As a person says it: one line, nothing that a screen would not show. */
export const jobNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(MAX_NAME_LENGTH)
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u);

/** `PATCH /api/advanced-lip-sync/{jobId}`; `null` gives it the clip's name back. */
export const renameJobRequestSchema = z.strictObject({ name: jobNameSchema.nullable() });

/** What it is called from now on. */
export const renamedJobSchema = z.object({ jobId: z.string(), name: z.string().nullable() });
export type RenamedJob = z.infer<typeof renamedJobSchema>;

const daySchema = z.iso.date();

/** `GET /api/team/spending.csv?from=&to=`: days in UTC, both of them included. */
export const spendingCsvQuerySchema = z.object({ from: daySchema.optional(), to: daySchema.optional() });
