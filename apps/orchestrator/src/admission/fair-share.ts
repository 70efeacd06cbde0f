import type { FleetTerms } from '@crossfold/contracts';

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

/** Shares of the fleet, relative to each other; 1 where none is given. */
export type ShareWeights = Pick<FleetTerms, 'projects' | 'users'>;

/**
 * Divides the time of slots by weight among projects, that of a project among its users, and that of a
 * user among the studies of the highest priority.
 */
export interface FairShare {
  /**
   * Says who has trials that wait or run. Whoever is new, or is back, begins level with the others: time
   * that was not asked for is not owed later.
   */
  open(claims: Iterable<Claim>): void;
  /** Whose trial comes next; undefined where there is none. */
  pick<C extends Candidate>(candidates: Iterable<C>): C | undefined;
  /** @param seconds of a slot, below 0 to give them back */
  charge(claim: Claim, seconds: number): void;
  /** One that goes on from here by itself, to look ahead with. */
  copy(): FairShare;
}

/** The weighted time that somebody has had: of those who want some, the one with the least comes next. */
interface Account {
  seconds: number;
  isOpen: boolean;
}

type Accounts = Map<string, Account>;

/**
 * Start-time fair queueing over three levels (Goyal, Vin and Cheng, SIGCOMM 1996): an account that
 * opens starts at the virtual time of its siblings.
 *
 * @param weights asked for at each charge, since they may change
 */
export function createFairShare(weights: () => ShareWeights): FairShare {
  return fairShareOver(weights, new Map());
}

function fairShareOver(weights: () => ShareWeights, levels: Map<string, Accounts>): FairShare {
  /** The accounts that share what the parent gets. */
  function siblings(parent: string): Accounts {
    const known = levels.get(parent) ?? new Map<string, Account>();
    levels.set(parent, known);
    return known;
  }

  const secondsOf = (parent: string, key: string) => levels.get(parent)?.get(key)?.seconds ?? 0;

  return {
    open(claims) {
      const wanted = new Map<string, Set<string>>();
      for (const [parent, key] of [...claims].flatMap(pathOf)) {
        wanted.set(parent, (wanted.get(parent) ?? new Set<string>()).add(key));
      }
      for (const [parent, keys] of wanted) openLevel(siblings(parent), keys);
      for (const [parent, accounts] of levels) {
        if (!wanted.has(parent)) openLevel(accounts, new Set());
      }
    },
    pick<C extends Candidate>(candidates: Iterable<C>) {
      let left = [...candidates];
      left = ofLeast(
        left,
        ({ project }) => project,
        (key) => secondsOf('', key),
      );
      const project = left[0]?.project ?? '';
      left = ofLeast(
        left,
        ({ user }) => user,
        (key) => secondsOf(project, key),
      );
      const parent = `${project}\0${left[0]?.user ?? ''}`;
      const highest = Math.max(...left.map(({ priority }) => priority));
      left = left.filter(({ priority }) => priority === highest);
      return ofLeast(
        left,
        ({ studyId }) => studyId,
        (key) => secondsOf(parent, key),
      )[0];
    },
    charge(claim, seconds) {
      const { projects, users } = weights();
      const shares = [projects[claim.project] ?? 1, users[claim.user] ?? 1, 1];
      for (const [i, [parent, key]] of pathOf(claim).entries()) {
        const accounts = siblings(parent);
        const account = accounts.get(key) ?? { seconds: 0, isOpen: false };
        account.seconds += seconds / (shares[i] ?? 1);
        accounts.set(key, account);
      }
    },
    copy: () =>
      fairShareOver(
        weights,
        new Map(
          [...levels].map(([parent, accounts]) => [
            parent,
            new Map([...accounts].map(([key, account]) => [key, { ...account }])),
          ]),
        ),
      ),
  };
}

function pathOf({ project, user, studyId }: Claim): [parent: string, key: string][] {
  return [
    ['', project],
    [project, user],
    [`${project}\0${user}`, studyId],
  ];
}

function openLevel(accounts: Accounts, keys: ReadonlySet<string>): void {
  const all = [...accounts];
  const staying = all.filter(([key, { isOpen }]) => isOpen && keys.has(key));
  const level =
    staying.length > 0
      ? Math.min(...staying.map(([, { seconds }]) => seconds))
      : Math.max(0, ...all.map(([, { seconds }]) => seconds));
  for (const key of keys) {
    const account = accounts.get(key);
    if (!account) accounts.set(key, { seconds: level, isOpen: true });
    else if (!account.isOpen) {
      account.seconds = Math.max(account.seconds, level);
      account.isOpen = true;
    }
  }
  for (const [key, account] of all) {
    if (keys.has(key)) continue;
    account.isOpen = false;
    // Back later, it would begin at that level all the same.
    if (account.seconds <= level) accounts.delete(key);
  }
}

/**
 * Those of the account with the least time; of several, of the one that has the fewest trials, so that a
 * new one is next, or else of the one that came first.
 */
function ofLeast<C extends Candidate>(
  candidates: readonly C[],
  keyOf: (candidate: C) => string,
  secondsOf: (key: string) => number,
): C[] {
  const groups = new Map<string, { seconds: number; inFlight: number; since: string; of: C[] }>();
  for (const candidate of candidates) {
    const key = keyOf(candidate);
    const { submittedAt: since, inFlight } = candidate;
    const group = groups.get(key);
    if (!group) {
      // What sums in another order differ by is no difference.
      const seconds = Math.round(1e6 * secondsOf(key));
      groups.set(key, { seconds, inFlight, since, of: [candidate] });
      continue;
    }
    group.of.push(candidate);
    group.inFlight += inFlight;
    if (since < group.since) group.since = since;
  }
  let best = [...groups.values()][0];
  for (const group of groups.values()) {
    const by =
      group.seconds - (best?.seconds ?? 0) ||
      group.inFlight - (best?.inFlight ?? 0) ||
      (group.since < (best?.since ?? '') ? -1 : 0);
    if (by < 0) best = group;
  }
  return best?.of ?? [];
}
