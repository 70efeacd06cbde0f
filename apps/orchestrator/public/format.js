/* How numbers of scores are written is shared with the reports of the server. */
export { dash, percent, signed as signedPoints } from '@crossfold/contracts/page';

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
