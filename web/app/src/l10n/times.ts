// Times as people say them. Formatters are kept: making one costs more than a hundred uses.
import { language, t } from './l10n.ts';
import { minute } from '../app/layout.ts';

/** The region's way of writing dates and times, if the browser's language is the app's. */
const locale = () => {
  const own = language.value.split('-')[0]!;
  return navigator.languages.find((tag) => tag.split('-')[0] === own) ?? language.value;
};

const formats = new Map<string, Intl.DateTimeFormat>();
function format(name: string, options: Intl.DateTimeFormatOptions, time: number): string {
  const key = language.value + name;
  let made = formats.get(key);
  if (!made) formats.set(key, (made = new Intl.DateTimeFormat(locale(), options)));
  return made.format(time);
}

export const clock = (time: number) =>
  format('clock', { hour: '2-digit', minute: '2-digit' }, time);
export const exact = (time: number) =>
  format(
    'exact',
    {
      weekday: 'long',
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    },
    time,
  );
export const date = (time: number) =>
  format('date', { year: 'numeric', month: 'short', day: 'numeric' }, time);

export const startOfDay = (time: number) => new Date(time).setHours(0, 0, 0, 0);
const daysAgo = (time: number) =>
  Math.round((startOfDay(minute.value) - startOfDay(time)) / 86_400_000);

/** For dividers. */
export function day(time: number): string {
  const ago = daysAgo(time);
  if (ago === 0) return t('today');
  if (ago === 1) return t('yesterday');
  const thisYear = new Date(time).getFullYear() === new Date(minute.value).getFullYear();
  return thisYear
    ? format('day', { weekday: 'long', month: 'long', day: 'numeric' }, time)
    : format('day-year', { year: 'numeric', month: 'long', day: 'numeric' }, time);
}

/** For rows: the time today, the weekday this week, else the date. */
export function brief(time: number): string {
  const ago = daysAgo(time);
  if (ago <= 0) return clock(time);
  if (ago === 1) return t('yesterday');
  if (ago < 7) return format('weekday', { weekday: 'short' }, time);
  const thisYear = new Date(time).getFullYear() === new Date(minute.value).getFullYear();
  return thisYear ? format('short', { month: 'short', day: 'numeric' }, time) : date(time);
}

const relatives = new Map<string, Intl.RelativeTimeFormat>();
export function ago(time: number): string {
  let made = relatives.get(language.value);
  if (!made)
    relatives.set(
      language.value,
      (made = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' })),
    );
  const minutes = Math.round((minute.value - time) / 60_000);
  if (minutes < 1) return t('just-now');
  if (minutes < 60) return made.format(-minutes, 'minute');
  if (minutes < 60 * 24) return made.format(-Math.round(minutes / 60), 'hour');
  if (minutes < 60 * 24 * 30) return made.format(-Math.round(minutes / 60 / 24), 'day');
  return date(time);
}

const numbers = new Map<string, Intl.NumberFormat>();
export function number(value: number, options: Intl.NumberFormatOptions = {}): string {
  const key = language.value + JSON.stringify(options);
  let made = numbers.get(key);
  if (!made) numbers.set(key, (made = new Intl.NumberFormat(locale(), options)));
  return made.format(value);
}
