/** Something that has taken time, told when it is over. */
export interface TracedSpan {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** Left out where it went well. */
  readonly error?: { readonly code: string; readonly message: string };
  readonly children?: readonly TracedSpan[];
}

/**
 * The trace of each study. Its ids follow from the id of the study, so that whatever process tells of
 * it, after whatever restart, tells of the same one, and nothing has to travel with a job.
 */
export interface Traces {
  /** The root of the trace of a study: its submission. */
  submitted(studyId: string, span: TracedSpan): void;
  /** What follows from the submission. */
  add(studyId: string, span: TracedSpan): void;
  /** Sends what is left, for some seconds at most. */
  close(): Promise<void>;
}
