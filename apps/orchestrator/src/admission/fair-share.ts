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

/** Candidates, each as its turn comes: the one whose account, and whose parents', have had the least. */
export interface Turns<C extends Candidate> {
  /** Undefined where none is left. What it says of itself, and its accounts, may have changed since. */
  next(): C | undefined;
  drop(candidate: C): void;
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
  /** @param candidates who are open */
  turns<C extends Candidate>(candidates: Iterable<C>): Turns<C>;
  /** @param seconds of a slot, below 0 to give them back */
  charge(claim: Claim, seconds: number): void;
  /** One that goes on from here by itself, to look ahead with. */
  copy(): FairShare;
}

/** The weighted time that somebody has had: of those who want some, the one with the least comes next. */
interface Account {
  seconds: number;
  isOpen: boolean;
  /** Those who share what it gets. */
  readonly parts: Map<string, Account>;
}

/** What an account is called at each level. */
const levels = ['project', 'user', 'studyId'] as const;

/**
 * Start-time fair queueing over three levels (Goyal, Vin and Cheng, SIGCOMM 1996): an account that
 * opens starts at the virtual time of its siblings.
 *
 * @param weights asked for at each charge, since they may change
 */
export function createFairShare(weights: () => ShareWeights): FairShare {
  return fairShareOver(weights, newAccount(0));
}

function newAccount(seconds: number, isOpen = false): Account {
  return { seconds, isOpen, parts: new Map() };
}

function fairShareOver(weights: () => ShareWeights, all: Account): FairShare {
  return {
    open(claims) {
      openParts(all, [...claims], 0);
    },
    turns: (candidates) => createTurns(all, candidates),
    charge(claim, seconds) {
      const { projects, users } = weights();
      const project = partOf(all, claim.project);
      const user = partOf(project, claim.user);
      project.seconds += seconds / (projects[claim.project] ?? 1);
      user.seconds += seconds / (users[claim.user] ?? 1);
      partOf(user, claim.studyId).seconds += seconds;
    },
    copy: () => fairShareOver(weights, copyOf(all)),
  };
}

function partOf({ parts }: Account, key: string): Account {
  const known = parts.get(key);
  if (known) return known;
  const part = newAccount(0);
  parts.set(key, part);
  return part;
}

function copyOf({ seconds, isOpen, parts }: Account): Account {
  const copies = [...parts].map(([key, part]) => [key, copyOf(part)] as const);
  return { seconds, isOpen, parts: new Map(copies) };
}

/** @param claims of those that are to be open among the parts, and among theirs */
function openParts({ parts }: Account, claims: readonly Claim[], depth: number): void {
  const level = levels[depth];
  if (level === undefined) return;
  const wanted = new Map<string, Claim[]>();
  for (const claim of claims) {
    const own = wanted.get(claim[level]) ?? [];
    own.push(claim);
    wanted.set(claim[level], own);
  }
  openLevel(parts, wanted);
  for (const [key, part] of parts) openParts(part, wanted.get(key) ?? [], depth + 1);
}

function openLevel(accounts: Map<string, Account>, keys: ReadonlyMap<string, unknown>): void {
  const all = [...accounts];
  const staying = all.filter(([key, { isOpen }]) => isOpen && keys.has(key));
  const level =
    staying.length > 0
      ? Math.min(...staying.map(([, { seconds }]) => seconds))
      : Math.max(0, ...all.map(([, { seconds }]) => seconds));
  for (const key of keys.keys()) {
    const account = accounts.get(key);
    if (!account) accounts.set(key, newAccount(level, true));
    else if (!account.isOpen) {
      account.seconds = Math.max(account.seconds, level);
      account.isOpen = true;
    }
  }
  for (const [key, account] of all) {
    if (keys.has(key)) continue;
    account.isOpen = false;
    // Back later, it would begin at that level all the same, and its parts level with each other.
    if (account.seconds <= level) accounts.delete(key);
  }
}

/** An account that has candidates; a candidate itself where it has no parts. */
interface Branch<C extends Candidate> {
  readonly account: Account;
  readonly candidate: C | null;
  readonly parts: Map<string, Branch<C>>;
}

function createTurns<C extends Candidate>(all: Account, candidates: Iterable<C>): Turns<C> {
  const root: Branch<C> = { account: all, candidate: null, parts: new Map() };
  for (const candidate of candidates) {
    let branch = root;
    for (const level of levels) {
      const key = candidate[level];
      const isLeaf = level === 'studyId';
      const part = branch.parts.get(key) ?? {
        account: partOf(branch.account, key),
        candidate: isLeaf ? candidate : null,
        parts: new Map<string, Branch<C>>(),
      };
      branch.parts.set(key, part);
      branch = part;
    }
  }
  return {
    next() {
      let branch = root;
      for (const level of levels) {
        const next = leastOf(branch.parts.values(), level === 'studyId');
        if (!next) return undefined;
        branch = next;
      }
      return branch.candidate ?? undefined;
    },
    drop({ project, user, studyId }) {
      const ofProject = root.parts.get(project);
      const ofUser = ofProject?.parts.get(user);
      ofUser?.parts.delete(studyId);
      if (ofUser?.parts.size === 0) ofProject?.parts.delete(user);
      if (ofProject?.parts.size === 0) root.parts.delete(project);
    },
  };
}

/**
 * The one with the least time; of several, the one that has the fewest trials, so that a new one is next,
 * or else the one that came first.
 *
 * @param byPriority whether those of a lower priority do not count
 */
function leastOf<C extends Candidate>(
  branches: Iterable<Branch<C>>,
  byPriority: boolean,
): Branch<C> | undefined {
  let best: Branch<C> | undefined;
  for (const branch of branches) {
    if (!best || isSooner(branch, best, byPriority)) best = branch;
  }
  return best;
}

function isSooner<C extends Candidate>(a: Branch<C>, b: Branch<C>, byPriority: boolean): boolean {
  if (byPriority && a.candidate && b.candidate) {
    const higher = a.candidate.priority - b.candidate.priority;
    if (higher !== 0) return higher > 0;
  }
  // What sums in another order differ by is no difference.
  const less = Math.round(1e6 * a.account.seconds) - Math.round(1e6 * b.account.seconds);
  if (less !== 0) return less < 0;
  const fewer = inFlightOf(a) - inFlightOf(b);
  return fewer === 0 ? sinceOf(a) < sinceOf(b) : fewer < 0;
}

function inFlightOf<C extends Candidate>({ candidate, parts }: Branch<C>): number {
  if (candidate) return candidate.inFlight;
  let sum = 0;
  for (const part of parts.values()) sum += inFlightOf(part);
  return sum;
}

function sinceOf<C extends Candidate>({ candidate, parts }: Branch<C>): string {
  if (candidate) return candidate.submittedAt;
  let first = '';
  for (const part of parts.values()) {
    const since = sinceOf(part);
    if (first === '' || since < first) first = since;
  }
  return first;
}
