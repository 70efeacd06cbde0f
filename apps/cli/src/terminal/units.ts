const secondsPerMinute = 60;
const secondsPerHour = 3600;

/** `12 s`, `3 min 05 s`, `2 h 07 min`: precise enough to decide whether to wait. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < secondsPerMinute) return `${whole} s`;
  if (whole < secondsPerHour) {
    return `${Math.floor(whole / secondsPerMinute)} min ${twoDigits(whole % secondsPerMinute)} s`;
  }
  const minutes = Math.floor((whole % secondsPerHour) / secondsPerMinute);
  return `${Math.floor(whole / secondsPerHour)} h ${twoDigits(minutes)} min`;
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const rank = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const digits = rank === 0 ? 0 : 1;
  return `${(bytes / 1000 ** rank).toFixed(digits)} ${units[rank] ?? ''}`;
}

export function formatShare(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}

/** Seconds until `total`, when `done` took `elapsedSeconds`; null while nothing is known. */
export function estimateSeconds(
  done: number,
  total: number,
  elapsedSeconds: number,
): number | null {
  return done === 0 ? null : ((total - done) * elapsedSeconds) / done;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
