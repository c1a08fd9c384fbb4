/** Times further back in a line than this are part of what it says. In UTF-16 code units. */
const SEARCHED = 96;

const ISO =
  /(\d{4})[-/](\d{2})[-/](\d{2})[T _](\d{2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?\s?(Z|UTC|[+-]\d{2}:?\d{2})?(?![\w:])/;
/** `02/Jan/2026:03:04:05 +0000`, as web servers log. */
const COMMON_LOG = /(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-]\d{4})/;
/** `Jan  2 03:04:05`, without a year. */
const SYSLOG = /^([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d{2}):(\d{2}):(\d{2})\s/;
/** `I0102 03:04:05.123456`, without a year. */
const GLOG = /^[IWEFD](\d{2})(\d{2}) (\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?\s/;
/** Seconds, milliseconds, microseconds or nanoseconds since the epoch, at the start or as a field of a JSON line. */
const EPOCH =
  /(?:^\[?|"(?:ts|t|time|timestamp|created)"\s*:\s*)(\d{10})(?:\.(\d{1,9})|(\d{3})(?:\d{3}(?:\d{3})?)?)?(?![\d.])/;

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');

/**
 * The time a line gives itself, in milliseconds since the epoch; null when it gives none. Times without a zone are local ones, as
 * agents on this machine write them; times without a year are the latest such time that is not a day after `now`.
 */
export function lineTime(line: string, now: number): number | null {
  const start = line.slice(0, SEARCHED);
  if (!/\d{2}/.test(start)) return null;
  const iso = ISO.exec(start);
  if (iso) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso;
    return toTime([+year!, +month! - 1, +day!, +hour!, +minute!, +second!], fraction, zone);
  }
  const common = COMMON_LOG.exec(start);
  if (common) {
    const [, day, month, year, hour, minute, second, zone] = common;
    return toTime([+year!, MONTHS.indexOf(month!), +day!, +hour!, +minute!, +second!], undefined, zone);
  }
  const syslog = SYSLOG.exec(start);
  if (syslog) {
    const [, month, day, hour, minute, second] = syslog;
    return withoutYear([MONTHS.indexOf(month!), +day!, +hour!, +minute!, +second!], undefined, now);
  }
  const glog = GLOG.exec(start);
  if (glog) {
    const [, month, day, hour, minute, second, fraction] = glog;
    return withoutYear([+month! - 1, +day!, +hour!, +minute!, +second!], fraction, now);
  }
  const epoch = EPOCH.exec(start);
  if (!epoch) return null;
  const [, seconds, fraction, milliseconds] = epoch;
  return +seconds! * 1000 + (milliseconds ? +milliseconds : thousandths(fraction));
}

type Parts = readonly [year: number, month: number, day: number, hour: number, minute: number, second: number];

function toTime(parts: Parts, fraction: string | undefined, zone: string | undefined): number | null {
  const [, month, day, hour, minute, second] = parts;
  if (month < 0 || month > 11 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  const milliseconds = thousandths(fraction);
  if (zone === undefined) return new Date(...parts).getTime() + milliseconds;
  const offset = /^([+-])(\d{2}):?(\d{2})$/.exec(zone);
  const shift = offset ? (offset[1] === '-' ? -1 : 1) * (+offset[2]! * 60 + +offset[3]!) * 60_000 : 0;
  return Date.UTC(...parts) - shift + milliseconds;
}

const DAY_MS = 86_400_000;

function withoutYear(
  parts: readonly [month: number, day: number, hour: number, minute: number, second: number],
  fraction: string | undefined,
  now: number,
): number | null {
  const year = new Date(now).getFullYear();
  const time = toTime([year, ...parts], fraction, undefined);
  return time !== null && time > now + DAY_MS ? toTime([year - 1, ...parts], fraction, undefined) : time;
}

function thousandths(fraction: string | undefined): number {
  return fraction === undefined ? 0 : +fraction.slice(0, 3).padEnd(3, '0');
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS };

/**
 * A moment as people write it: `10m`, `2h30m` (so long before `now`), `2026-01-02`, `2026-01-02T03:04[:05][Z]`, `03:04[:05]` (today), or
 * seconds since the epoch. Milliseconds since the epoch; null when it is none of these.
 */
export function readMoment(text: string, now: number): number | null {
  const trimmed = text.trim();
  if (/^(?:\d+(?:\.\d+)?[smhdw])+$/.test(trimmed)) {
    const parts = [...trimmed.matchAll(/(\d+(?:\.\d+)?)([smhdw])/g)];
    return now - parts.reduce((sum, [, amount, unit]) => sum + +amount! * UNITS[unit!]!, 0);
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(trimmed);
  if (clock) {
    const today = new Date(now);
    const date = [today.getFullYear(), today.getMonth(), today.getDate()] as const;
    return toTime([...date, +clock[1]!, +clock[2]!, +(clock[3] ?? 0)], undefined, undefined);
  }
  const date = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(trimmed);
  if (date) return lineTime(`${date[1]} ${date[2] ?? '00:00'}${date[3] ?? ':00'}${date[4] ?? ''}`, now);
  return /^\d{10}(?:\.\d+)?$|^\d{13}$/.test(trimmed) ? lineTime(trimmed, now) : null;
}
