/** What stands where there is no value. */
export const dash = '–';

/**
 * A share as a percentage without its sign: 0.7123 is "71.2".
 *
 * @param {number | null | undefined} share
 */
export function percent(share) {
  return share === null || share === undefined ? dash : (100 * share).toFixed(1);
}

/**
 * @param {number | null | undefined} share
 * @param {readonly [number, number] | null | undefined} interval
 */
export function percentWithInterval(share, interval) {
  if (!interval) return percent(share);
  return `${percent(share)} [${percent(interval[0])}, ${percent(interval[1])}]`;
}

/**
 * A score that is no share, with three decimals.
 *
 * @param {number | null | undefined} score
 */
export function decimal(score) {
  return score === null || score === undefined ? dash : score.toFixed(3).replace('-', '−');
}

/**
 * A difference of shares in percentage points, always with a sign.
 *
 * @param {number} difference
 */
export function signedPoints(difference) {
  return `${difference < 0 ? '−' : '+'}${percent(Math.abs(difference))}`;
}

/** @param {number | null | undefined} p */
export function probability(p) {
  if (p === null || p === undefined) return dash;
  return p < 0.001 ? '< 0.001' : p.toFixed(3);
}

/** @param {number} seconds */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60)
    return whole < 600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const dateTime = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** @param {string} iso */
export function moment(iso) {
  return dateTime.format(new Date(iso));
}

/** @param {Date} date */
export function clockTime(date) {
  return clock.format(date);
}

/** @param {number} value */
export function count(value) {
  return value.toLocaleString('en-GB');
}

/**
 * "1 trial", "2 trials".
 *
 * @param {number} number
 * @param {string} noun
 */
export function plural(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}
