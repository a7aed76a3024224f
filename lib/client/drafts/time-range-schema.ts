import { z } from 'zod';
import { createTimeRange } from '@/lib/domain/time';

/** A range as a browser keeps it. */
export const timeRangeSchema = z
  .object({ startMs: z.int(), endMs: z.int() })
  .refine(({ startMs, endMs }) => startMs <= endMs)
  .transform(({ startMs, endMs }) => createTimeRange(startMs, endMs));
