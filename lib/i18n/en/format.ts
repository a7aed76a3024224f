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
} = getFormats('en');
