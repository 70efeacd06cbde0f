/** An answer of the API that is no success, or no answer at all (status 0). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  /** @param status of HTTP; 0 when the server could not be reached */
  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
    readonly remedy: string,
    /** Each thing at fault, where there are several. */
    readonly problems: readonly string[] = [],
  ) {
    super(detail);
  }

  /** Whether asking again may help. */
  get isRetryable(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}
