/** Whom the time of a trial is charged to. */
export interface Claim {
  readonly project: string;
  readonly user: string;
  readonly studyId: string;
}

/** A study whose next trial may be admitted. */
export interface Candidate extends Claim {
  /** Of that trial: the higher, the sooner, among the trials of the same user in the same project. */
  readonly priority: number;
  readonly submittedAt: string;
  /** Trials of the study that have a job. */
  readonly inFlight: number;
}
