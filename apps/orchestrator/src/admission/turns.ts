import TinyQueue from 'tinyqueue';
import type { Candidate } from './candidate.js';

/** Candidates, each as its turn comes: the one whose account, and whose parents', have had the least. */
export interface Turns<C extends Candidate> {
  /**
   * Undefined where none is left. What the one before says of itself may have changed since then, and
   * its accounts; nothing else.
   */
  next(): C | undefined;
  /** The one that came last takes no more turns. */
  drop(): void;
}

/** What somebody has had. */
interface Account {
  readonly seconds: number;
}

/** A candidate, or an account that has some. */
interface Branch<C extends Candidate> {
  readonly account: Account;
  readonly candidate: C | null;
  /** By their turns. */
  readonly parts: TinyQueue<Branch<C>>;
  /** What its account has had, when it was given its place: in millionths of a second, and whole. */
  had: number;
  /** Trials that have a job, as of then. */
  inFlight: number;
  /** When the first of its candidates was submitted; null until it is asked for. */
  since: string | null;
}

interface Entry<C extends Candidate> {
  readonly candidate: C;
  readonly accounts: readonly Account[];
}

/**
 * A turn costs the logarithm of how many candidates there are, since thousands of studies may wait: only
 * the accounts of the one whose turn it was are given other places.
 *
 * @param accountsOf a candidate, from the widest down to its own
 */
export function createTurns<C extends Candidate>(
  candidates: Iterable<C>,
  accountsOf: (candidate: C) => readonly Account[],
): Turns<C> {
  const entries = [...candidates].map((candidate) => ({
    candidate,
    accounts: accountsOf(candidate),
  }));
  const all = queueOf(entries, 0);
  /** From the widest down to the candidate that came last. */
  let path: readonly Branch<C>[] = [];
  let isDropped = false;

  /** Of each branch of the path, what it is a part of. */
  const queueAt = (depth: number) => path[depth - 1]?.parts ?? all;

  function giveBack(): void {
    const leaf = path.at(-1);
    if (!leaf) return;
    const more = (isDropped ? 0 : (leaf.candidate?.inFlight ?? 0)) - leaf.inFlight;
    // All of them out, before any is compared with others again.
    for (const depth of path.keys()) queueAt(depth).pop();
    for (const branch of path) {
      branch.inFlight += more;
      branch.had = microseconds(branch.account);
      if (isDropped && !branch.candidate) branch.since = null;
    }
    for (const [depth, branch] of [...path.entries()].reverse()) {
      const isLeft = branch.candidate ? !isDropped : branch.parts.length > 0;
      if (isLeft) queueAt(depth).push(branch);
    }
  }

  return {
    next() {
      giveBack();
      isDropped = false;
      const found: Branch<C>[] = [];
      for (let queue = all; ;) {
        const first = queue.peek();
        if (!first) break;
        found.push(first);
        queue = first.parts;
      }
      path = found;
      return found.at(-1)?.candidate ?? undefined;
    },
    drop() {
      isDropped = true;
    },
  };
}

function queueOf<C extends Candidate>(
  entries: readonly Entry<C>[],
  depth: number,
): TinyQueue<Branch<C>> {
  const groups = new Map<Account, Entry<C>[]>();
  for (const entry of entries) {
    const account = entry.accounts[depth];
    if (!account) continue;
    const group = groups.get(account) ?? [];
    group.push(entry);
    groups.set(account, group);
  }
  const branches = [...groups].map(([account, group]): Branch<C> => {
    const parts = queueOf(group, depth + 1);
    const own = parts.length === 0 ? group[0]?.candidate : undefined;
    const inFlight = group.reduce((sum, { candidate }) => sum + candidate.inFlight, 0);
    const since = own?.submittedAt ?? null;
    const had = microseconds(account);
    return { account, candidate: own ?? null, parts, had, inFlight, since };
  });
  return new TinyQueue(branches, compareTurns);
}

/**
 * First the one with the least time; of several, the one that has the fewest trials, so that a new one is
 * next, or else the one that came first. Among candidates, those of a higher priority before all others.
 */
function compareTurns<C extends Candidate>(a: Branch<C>, b: Branch<C>): number {
  if (a.candidate && b.candidate) {
    const higher = b.candidate.priority - a.candidate.priority;
    if (higher !== 0) return higher;
  }
  const less = a.had - b.had;
  if (less !== 0) return less;
  const fewer = a.inFlight - b.inFlight;
  if (fewer !== 0) return fewer;
  const [first, second] = [sinceOf(a), sinceOf(b)];
  return first < second ? -1 : Number(first > second);
}

function sinceOf<C extends Candidate>(branch: Branch<C>): string {
  branch.since ??= branch.parts.data.map(sinceOf).reduce((a, b) => (b < a ? b : a));
  return branch.since;
}

/** What sums in another order differ by is no difference. */
function microseconds({ seconds }: Account): number {
  return Math.round(1e6 * seconds);
}
