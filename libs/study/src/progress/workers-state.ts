export interface WorkersState {
  readonly connected: number;
  /** Since when none is; null where one is. */
  readonly noneSince: string | null;
}

export function noWorkerText(since: string): string {
  return `no worker connected since ${since.slice(0, 19).replace('T', ' ')} UTC`;
}
