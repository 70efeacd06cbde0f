/** A refusal of the server, or that none can be reached: what was expected, what was found, what to do. */
export class CrossfoldError extends Error {
  override readonly name = 'CrossfoldError';
  /** Of the table of errors, as `SPEC_INVALID`. */
  readonly code: string;
  /** The HTTP status; null for what no server of crossfold said. */
  readonly status: number | null;
  /** What to do about it. */
  readonly remedy: string;
  /** One line for each single problem, when there are several. */
  readonly problems: readonly string[];

  constructor(
    code: string,
    detail: string,
    { status = null, remedy = '', problems = [], cause }: ErrorParts = {},
  ) {
    super(detail, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = status;
    this.remedy = remedy;
    this.problems = problems;
  }

  /** Whether the same request may succeed later. */
  get isRetryable(): boolean {
    return this.status === null || this.status === 429 || this.status === 503;
  }
}

interface ErrorParts {
  readonly status?: number | null;
  readonly remedy?: string;
  readonly problems?: readonly string[];
  readonly cause?: unknown;
}

/** The error of an answer that is none: a problem document (RFC 9457), or what another program says. */
export async function errorOf(response: Response, url: string): Promise<CrossfoldError> {
  const text = await response.text();
  const problem = parseObject(text);
  const { status } = response;
  const { title, type, detail, remedy, problems } = problem ?? {};
  if (typeof title !== 'string' || typeof detail !== 'string') {
    return notOurs(url, `${status} ${text.slice(0, 200)}`.trim());
  }
  const name = typeof type === 'string' ? type.split(/[/#:]/).at(-1) : undefined;
  return new CrossfoldError(name ?? title, detail, {
    status,
    remedy: typeof remedy === 'string' ? remedy : '',
    problems: Array.isArray(problems) ? problems.map(String) : [],
  });
}

export function unreachable(url: string, cause: unknown): CrossfoldError {
  return notOurs(url, innermost(cause), cause);
}

/** A proxy, or another program, at this address. */
export function notOurs(url: string, got: string, cause?: unknown): CrossfoldError {
  return new CrossfoldError(
    'SERVER_UNAVAILABLE',
    `expected an orchestrator at ${url}, got ${got}`,
    {
      remedy: 'Check the url of the client, and that the orchestrator runs (crossfold up).',
      cause,
    },
  );
}

/** `fetch` says only that it failed; the reason is the cause. */
function innermost(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause !== undefined) return innermost(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}
