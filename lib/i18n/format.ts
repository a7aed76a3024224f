/**
 * Formats numbers, durations, sizes and dates for sentences in every language. `lib/domain/time` formats exact times for fields, the same in every
 * language.
 */

import type { FrameSize } from '@/lib/domain/conversion/video-plan';
import { formatPtc } from '../domain/price';
import { formatTimeShort } from '../domain/time';
import { LANGUAGE_TAGS, type Language, SENTENCE_GAPS } from './language';

/** `0:04.2`, `1:03`: with tenths unless they are zero. */
export function formatShortTime(ms: number): string {
  return formatTimeShort(ms, Math.round(ms / 100) % 10 === 0 ? 'second' : 'tenth');
}

/** `0.07 PTC` from 70: 302.AI's unit, never converted or translated. */
export function formatPtcAmount(milliPtc: number): string {
  return `${formatPtc(milliPtc)} PTC`;
}

/** `4K`, `1080p`, or the sides if the size has no common name. */
export function formatFrameSize({ widthPx, heightPx }: FrameSize): string {
  const short = Math.min(widthPx, heightPx);
  const long = Math.max(widthPx, heightPx);
  if (short === 2160 && long >= 3840) return '4K';
  const isStandard = Math.abs(long / short - 16 / 9) < 0.01;
  return isStandard && (short === 1080 || short === 720) ? `${short}p` : `${widthPx} × ${heightPx}`;
}

/** Own units, because `Intl` writes “sec” and omits the space before Chinese units. */
interface Units {
  readonly gap: string;
  readonly second: string;
  readonly minute: string;
  readonly hour: string;
  /** The minute unit before seconds. */
  readonly minuteBeforeSeconds: string;
  readonly justNow: string;
  readonly today: string;
  readonly yesterday: string;
  readonly afterDate: string;
}

const NO_BREAK = '\u00a0';

const UNITS: Readonly<Record<Language, Units>> = {
  en: {
    gap: ' ',
    second: 's',
    minute: 'min',
    hour: 'h',
    minuteBeforeSeconds: 'min',
    justNow: 'just now',
    today: 'Today',
    yesterday: 'Yesterday',
    afterDate: ', ',
  },
  zh: {
    gap: NO_BREAK,
    second: '秒',
    minute: '分钟',
    hour: '小时',
    minuteBeforeSeconds: '分',
    justNow: '刚刚',
    today: '今天',
    yesterday: '昨天',
    afterDate: ' ',
  },
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export interface Formats {
  /** `1.5 s`, `12 s`: a duration, to the tenth. */
  seconds(ms: number): string;
  /** `1.94 s`: to the millisecond, where a tenth would hide on which side of a limit the value is. */
  exactSeconds(ms: number): string;
  /** `101 MB`, `3.4 MB`, `12 kB`; MB is 1,000,000 bytes. */
  fileSize(bytes: number): string;
  /** `20 s`, `3 min`, `1 h`: a waiting time, rounded up to whole units. */
  waitTime(ms: number): string;
  /** `12 s`, `4 min 12 s`: an elapsed time in whole seconds. */
  timeTaken(ms: number): string;
  /** `42%` from 42. */
  percent(percent: number): string;
  /** `22 Nov 2026, 13:04 UTC`. Budgets end at midnight UTC, so all clock times are UTC. */
  dateTime(iso: string): string;
  /** `22 December`: a day of this year or the next. */
  dayAndMonth(iso: string): string;
  /** `22 Nov 2026`, in UTC. */
  date(iso: string): string;
  /** `Today`, `Yesterday`, `20 Nov 2026`, in the reader's time zone. */
  dayHeading(iso: string, nowMs: number): string;
  /** `5 minutes ago`, `yesterday`. */
  ago(ms: number): string;
  /** Joins sentences; missing ones leave no gap. */
  sentences(parts: readonly (string | undefined)[]): string;
  /** `a, b and c`. */
  list(items: readonly string[]): string;
}

/** Creates each formatter on first use, because the first page needs only two. */
function memoize<T>(create: () => T): () => T {
  let cached: T | undefined;
  return () => {
    cached ??= create();
    return cached;
  };
}

/** Puts a no-break space between a digit and the Chinese character after it. */
function addSpaceAfterDigits(text: string): string {
  return text.replace(/(\d)(?=\p{Script=Han})/gu, `$1${NO_BREAK}`);
}

function createDateFormat(language: Language): (date: Date) => string {
  const locale = LANGUAGE_TAGS[language];
  const day = memoize(() => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }));
  // Only the month, because `Intl` orders day and year differently in the variants of English.
  const month = memoize(() => new Intl.DateTimeFormat(locale, { month: 'short', timeZone: 'UTC' }));
  if (language === 'zh') return (date) => day().format(date);
  return (date) => `${date.getUTCDate()} ${month().format(date)} ${date.getUTCFullYear()}`;
}

/** The reader's local date as a UTC date, because UTC days always have 24 hours. */
function getLocalDay(at: Date): Date {
  return new Date(Date.UTC(at.getFullYear(), at.getMonth(), at.getDate()));
}

/** The formatters of a language. An invalid date is returned unchanged, so that it cannot break a page. */
export function getFormats(language: Language): Formats {
  const locale = LANGUAGE_TAGS[language];
  const { gap, second, minute, hour, minuteBeforeSeconds, justNow, today, yesterday, afterDate } = UNITS[language];
  const numbers = memoize(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }));
  const percents = memoize(() => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }));
  const relative = memoize(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
  const lists = memoize(() => new Intl.ListFormat(language === 'en' ? 'en-GB' : locale, { type: 'conjunction' }));
  const days = memoize(
    () => new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : locale, { day: 'numeric', month: 'long', timeZone: 'UTC' }),
  );
  const date = createDateFormat(language);
  const number = (value: number, decimals: number) => numbers().format(Number(value.toFixed(decimals)));
  const withUnit = (value: string, unit: string) => `${value}${gap}${unit}`;

  return {
    seconds: (ms) => withUnit(number(ms / 1000, 1), second),
    exactSeconds: (ms) => withUnit(number(ms / 1000, 3), second),
    fileSize: (bytes) => {
      if (bytes < 1_000_000) return withUnit(number(Math.max(bytes === 0 ? 0 : 1, bytes / 1000), 0), 'kB');
      const mb = bytes / 1_000_000;
      return withUnit(number(mb, mb < 10 ? 1 : mb < 100 ? 0 : 1), 'MB');
    },
    waitTime: (ms) => {
      const seconds = Math.max(1, Math.ceil(ms / 1000));
      if (seconds < 90) return withUnit(number(seconds, 0), second);
      const minutes = Math.ceil(seconds / 60);
      return minutes < 90 ? withUnit(number(minutes, 0), minute) : withUnit(number(Math.ceil(minutes / 60), 0), hour);
    },
    timeTaken: (ms) => {
      const wholeSeconds = Math.max(1, Math.round(ms / 1000));
      const minutes = Math.floor(wholeSeconds / 60);
      if (minutes === 0) return withUnit(number(wholeSeconds, 0), second);
      return `${withUnit(number(minutes, 0), minuteBeforeSeconds)} ${withUnit(number(wholeSeconds % 60, 0), second)}`;
    },
    percent: (percent) => percents().format(percent / 100),
    dateTime: (iso) => {
      const at = new Date(iso);
      if (Number.isNaN(at.getTime())) return iso;
      return `${date(at)}${afterDate}${at.toISOString().slice(11, 16)} UTC`;
    },
    dayAndMonth: (iso) => {
      const at = new Date(iso);
      return Number.isNaN(at.getTime()) ? iso : days().format(at);
    },
    date: (iso) => {
      const at = new Date(iso);
      return Number.isNaN(at.getTime()) ? iso : date(at);
    },
    dayHeading: (iso, nowMs) => {
      const at = new Date(iso);
      if (Number.isNaN(at.getTime())) return iso;
      const day = getLocalDay(at);
      const daysAgo = Math.round((getLocalDay(new Date(nowMs)).getTime() - day.getTime()) / DAY_MS);
      if (daysAgo === 0) return today;
      return daysAgo === 1 ? yesterday : date(day);
    },
    ago: (ms) => {
      if (ms < MINUTE_MS) return justNow;
      if (ms < HOUR_MS) return addSpaceAfterDigits(relative().format(-Math.floor(ms / MINUTE_MS), 'minute'));
      if (ms < DAY_MS) return addSpaceAfterDigits(relative().format(-Math.floor(ms / HOUR_MS), 'hour'));
      return addSpaceAfterDigits(relative().format(-Math.floor(ms / DAY_MS), 'day'));
    },
    sentences: (parts) => parts.filter((part) => part !== undefined && part !== '').join(SENTENCE_GAPS[language]),
    list: (items) => lists().format(items),
  };
}
