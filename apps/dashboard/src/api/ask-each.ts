import { ApiProblem } from './api-problem.js';

export interface Refusal {
  readonly id: string;
  readonly reason: string;
}

/** What came of asking for something of many. */
export interface EachOutcome {
  readonly done: number;
  readonly refused: readonly Refusal[];
  /** Not asked any more. */
  readonly left: number;
}

/**
 * Asks the same of one after the other. What is refused of one does not stop the others; an API that
 * cannot be reached, or takes no token, does.
 *
 * @param asks `ask` one of them; `onProgress` after each; `signal` to stop between two
 */
export async function askEach(
  ids: readonly string[],
  asks: {
    readonly ask: (id: string) => Promise<unknown>;
    readonly onProgress: (asked: number) => void;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<EachOutcome> {
  const refused: Refusal[] = [];
  let asked = 0;
  for (const id of ids) {
    if (asks.signal?.aborted) break;
    const problem = await asks.ask(id).then(() => null, problemOf);
    asked += 1;
    if (problem) refused.push({ id, reason: reasonOf(problem) });
    asks.onProgress(asked);
    if (problem && stops.has(problem.status)) break;
  }
  return { done: asked - refused.length, refused, left: ids.length - asked };
}

/** No answer, or none without another token. */
const stops: ReadonlySet<number> = new Set([0, 401]);

function problemOf(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  throw error;
}

function reasonOf({ message, remedy }: ApiProblem): string {
  return `${message.replace(/\.?$/, '.')} ${remedy}`.trim();
}
