/** Which workers are connected to a server. */
export interface WorkersState {
  readonly connected: number;
  /** Since when none is; null where one is. */
  readonly noneSince: string | null;
}

/** Why studies that are not over do not go on, though nobody has paused them. */
export interface Standstill {
  readonly reason: string;
  /** Whether a server runs: it writes reports without workers. */
  readonly hasServer: boolean;
}

/** @returns null where a worker is connected */
export function standstillOf({ noneSince }: WorkersState): Standstill | null {
  return noneSince === null ? null : { reason: noWorkerText(noneSince), hasServer: true };
}

export function noWorkerText(since: string): string {
  return `no worker connected since ${since.slice(0, 19).replace('T', ' ')} UTC`;
}

/** Where a store is read and no server runs that would take its studies further. */
export const noStack: Standstill = { reason: 'no stack is running here', hasServer: false };
