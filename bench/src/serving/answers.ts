import { AppError } from '@crossfold/contracts';

/** One answer that a page asks for. */
export interface Question {
  readonly what: string;
  /** Under `/api/v1/`. */
  readonly path: string;
  /** Of a POST. */
  readonly body?: string;
  /** Asked once in so many rounds: what takes long, and a page asks for on demand. */
  readonly every?: number;
}

/** Reads an answer to its end. @throws AppError INTERNAL for one that is no success */
export async function readAnswer(url: string, body?: string): Promise<ArrayBuffer> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, body === undefined ? {} : { method: 'POST', headers, body });
  if (response.ok) return response.arrayBuffer();
  const got = `${response.status} ${(await response.text()).slice(0, 500)}`;
  throw new AppError('INTERNAL', `expected ${url} to be answered, got ${got}`);
}

/** Wall times in ms, one question after the other, all of them in each round; the first warms up. */
export async function timeAnswers(
  site: string,
  questions: readonly Question[],
  rounds: number,
): Promise<ReadonlyMap<Question, readonly number[]>> {
  const times = new Map<Question, number[]>(questions.map((question) => [question, []]));
  for (let round = -1; round < rounds; round++) {
    for (const question of questions) {
      if (round % (question.every ?? 1) !== 0) continue;
      const startedAt = performance.now();
      await readAnswer(`${site}api/v1/${question.path}`, question.body);
      if (round >= 0) times.get(question)?.push(performance.now() - startedAt);
    }
  }
  return times;
}
