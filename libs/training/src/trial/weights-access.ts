/** Where a worker may take weights from; its configuration says it, not a study. */
export interface WeightsAccess {
  /** Holds published weights, and those that were fetched. */
  readonly dir: string;
  /** Studies may name files within these, and within `dir`. */
  readonly folders: readonly string[];
  /** Names and networks that may be asked although they are not public. */
  readonly hosts: readonly string[];
  readonly buckets: readonly string[];
}
