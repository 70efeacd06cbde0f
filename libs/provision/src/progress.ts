/** One line of progress of a set-up step; with bytes where something is being fetched. */
export interface ProvisionEvent {
  /** What is being set up, such as `tensorflow`. */
  readonly step: string;
  readonly message: string;
  /** Of no interest to whoever did not ask for the step itself. */
  readonly isRoutine?: true;
  readonly doneBytes?: number;
  readonly totalBytes?: number;
}

export type Report = (event: ProvisionEvent) => void;

export interface ProvisionOptions {
  readonly report: Report;
  /** Environment that settings are read from and that commands run in; the process's own if left out. */
  readonly env?: NodeJS.ProcessEnv;
}
