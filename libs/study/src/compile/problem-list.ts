import { AppError, errorKinds, type ErrorCode } from '@crossfold/contracts';

/** What several checks of one study file refuse, so that a researcher is told all of it at once. */
export interface ProblemList {
  /**
   * @param at the field that is checked, where the check does not name it
   * @returns what the check gives; undefined where it refuses
   */
  gather<T>(at: string, check: () => T): T | undefined;
  gatherAsync<T>(at: string, check: () => Promise<T>): Promise<T | undefined>;
  /**
   * @throws AppError the only one as it was; of several SPEC_INVALID with the problems and remedies
   *   of all
   */
  throwIfAny(): void;
}

/** Of what is named and not there, too. */
const gathered: readonly ErrorCode[] = ['SPEC_INVALID', 'NOT_FOUND'];

export function createProblemList(): ProblemList {
  const errors: AppError[] = [];
  const problems: string[] = [];

  function keep(thrown: unknown, at: string): undefined {
    if (!(thrown instanceof AppError) || !gathered.includes(thrown.code)) throw thrown;
    errors.push(thrown);
    const own = thrown.problems.length > 0 ? thrown.problems : [thrown.message];
    problems.push(...own.map((problem) => (at === '' ? problem : `${at}: ${problem}`)));
  }

  return {
    gather(at, check) {
      try {
        return check();
      } catch (thrown) {
        return keep(thrown, at);
      }
    },
    async gatherAsync(at, check) {
      try {
        return await check();
      } catch (thrown) {
        return keep(thrown, at);
      }
    },
    throwIfAny() {
      const [only, ...more] = errors;
      if (!only) return;
      if (more.length === 0) throw only;
      const message = `the study file has ${problems.length} problem(s): ${problems.join('; ')}`;
      throw new AppError('SPEC_INVALID', message, { problems, remedy: remedyOf(errors) });
    },
  };
}

function remedyOf(errors: readonly AppError[]): string {
  const exact = errors.filter(({ remedy, kind }) => remedy !== kind.remedy);
  const own = new Set([errorKinds.SPEC_INVALID.remedy, ...exact.map(({ remedy }) => remedy)]);
  return [...own].join(' ');
}
