/* How numbers of scores are written is shared with the reports of the server. */
export { dash, decimal, percent, probability, signed } from '@crossfold/contracts/page';

export function duration(seconds: number): string {
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

export function moment(iso: string): string {
  return dateTime.format(new Date(iso));
}

export function clockTime(date: Date): string {
  return clock.format(date);
}

export function count(value: number): string {
  return value.toLocaleString('en-GB');
}

/** "1 trial", "2 trials". */
export function plural(number: number, noun: string): string {
  return `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/** A state as people read it: `finished-with-failures` without its hyphens. */
export function stateText(state: string): string {
  return state.replaceAll('-', ' ');
}
