import { expect, it } from 'vitest';
import { isUsable } from '@/lib/domain/face';
import { createTimeRange } from '@/lib/domain/time';

it.each([
  [0, 2000, true],
  [0, 1999, false],
  [7000, 7000, false],
  [1500, 16_500, true],
])('isUsable of a face visible from %d to %d ms is %s', (startMs, endMs, usable) => {
  expect(isUsable({ faceId: '0', window: createTimeRange(startMs, endMs) })).toBe(usable);
});
