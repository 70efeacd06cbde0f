type CheckStatus = 'ok' | 'warning' | 'problem';

export interface Check {
  readonly name: string;
  readonly status: CheckStatus;
  /** What is there, in words. */
  readonly found: string;
  /** What a person can do; present unless the status is `ok`. */
  readonly remedy?: string;
}

export interface DoctorCheck {
  readonly name: string;
  readonly run: () => Check | Promise<Check>;
}
