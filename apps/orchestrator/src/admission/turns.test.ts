import { assert, array, integer, property, record } from 'fast-check';
import { expect, it } from 'vitest';
import { createTurns } from './turns.js';

interface Account {
  seconds: number;
}

interface Waiting {
  readonly project: string;
  readonly user: string;
  readonly studyId: string;
  readonly submittedAt: string;
  priority: number;
  inFlight: number;
}

/** Seconds by project, by user of it, and by study of that. */
class Accounts {
  readonly #all = new Map<string, Account>();

  of({ project, user, studyId }: Waiting): Account[] {
    return [project, `${project}/${user}`, `${project}/${user}/${studyId}`].map((name) => {
      const account = this.#all.get(name) ?? { seconds: 0 };
      this.#all.set(name, account);
      return account;
    });
  }
}

/** Looks at all candidates at each level: what the queues must come to. */
function nextByScan(candidates: readonly Waiting[], accounts: Accounts): Waiting | undefined {
  let left = candidates;
  for (const depth of [0, 1, 2]) {
    const groups = new Map<Account | undefined, Waiting[]>();
    for (const candidate of left) {
      const account = accounts.of(candidate)[depth];
      groups.set(account, [...(groups.get(account) ?? []), candidate]);
    }
    const ranked = [...groups].map(([account, own]) => ({
      own,
      key: [
        depth === 2 ? -(own[0]?.priority ?? 0) : 0,
        account?.seconds ?? 0,
        own.reduce((sum, { inFlight }) => sum + inFlight, 0),
      ],
      since: own.map(({ submittedAt }) => submittedAt).sort()[0] ?? '',
    }));
    ranked.sort((a, b) => {
      const differing = a.key.findIndex((value, at) => value !== b.key[at]);
      if (differing >= 0) return (a.key[differing] ?? 0) - (b.key[differing] ?? 0);
      return a.since < b.since ? -1 : 1;
    });
    left = ranked[0]?.own ?? [];
  }
  return left[0];
}

const study = record({
  project: integer({ min: 0, max: 2 }),
  user: integer({ min: 0, max: 2 }),
  priority: integer({ min: 0, max: 1 }),
  inFlight: integer({ min: 0, max: 2 }),
});

const move = record({
  seconds: integer({ min: -20, max: 60 }),
  priority: integer({ min: 0, max: 1 }),
  dropsOf10: integer({ min: 0, max: 9 }),
});

it('gives each turn to whom a look at all candidates gives it', () => {
  const play = property(
    array(study, { maxLength: 30 }),
    array(move, { maxLength: 80 }),
    (all, moves) => {
      const waiting = new Set(
        all.map(({ project, user, ...more }, at): Waiting => {
          const submittedAt = String(100 + ((at * 7) % 100));
          const names = { project: `p${project}`, user: `u${user}`, studyId: `s${at}` };
          return { ...names, submittedAt, ...more };
        }),
      );
      const accounts = new Accounts();
      const turns = createTurns(waiting, (candidate) => accounts.of(candidate));
      for (const { seconds, priority, dropsOf10 } of moves) {
        const next = turns.next();
        expect(next).toBe(nextByScan([...waiting], accounts));
        if (!next) return;
        if (dropsOf10 < 3) {
          turns.drop();
          waiting.delete(next);
        } else {
          next.inFlight += 1;
          next.priority = priority;
        }
        // What the last trial of a study is charged comes after it has left.
        for (const account of accounts.of(next)) account.seconds += seconds;
      }
    },
  );
  assert(play, { numRuns: 300 });
});
