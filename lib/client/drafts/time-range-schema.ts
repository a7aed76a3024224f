import { z } from 'zod';
import { createTimeRange } from '@/lib/domain/time';

/** Parses a stored range. */
export const timeRangeSchema = z
  .object({ startMs: z.int(), endMs: z.int() })
  .refine(({ startMs, endMs }) => startMs <= endMs)
  .transform(({ startMs, endMs }) => createTimeRange(startMs, endMs));
