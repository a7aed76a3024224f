import { formatTimeShort } from '../../domain/time';
import { getFormats } from '../format';

export const {
  seconds,
  exactSeconds,
  fileSize,
  waitTime,
  timeTaken,
  percent,
  dateTime,
  date,
  dayAndMonth,
  dayHeading,
  ago,
  list,
  sentences,
} = getFormats('zh');

/** `0:04.2 – 0:09.0`, without a line break. */
export function between(startMs: number, endMs: number, time: (ms: number) => string = (ms) => formatTimeShort(ms)): string {
  return `${time(startMs)}\u00a0–\u00a0${time(endMs)}`;
}
