import type { FleetTerms } from '@crossfold/contracts';
import type { Candidate, Claim } from './candidate.js';
import { createTurns, type Turns } from './turns.js';

/** Shares of the fleet, relative to each other; 1 where none is given. */
export type ShareWeights = Pick<FleetTerms, 'projects' | 'users'>;

/** That somebody has had more of the slots than another who wants some beside him. */
export interface ShareLead {
  readonly level: keyof Claim;
  /** Of a slot, by weight, that he has had more than the one who has had least. */
  readonly seconds: number;
}

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
  /** At the widest level at which there is one; null where none of whom it is charged to has had more. */
  leadOf(claim: Claim): ShareLead | null;
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

/** What is less than this, in seconds, is told as none. */
const minLead = 1;

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
    turns: (candidates) => createTurns(candidates, (claim) => accountsOf(all, claim)),
    charge(claim, seconds) {
      const { projects, users } = weights();
      const project = partOf(all, claim.project);
      const user = partOf(project, claim.user);
      project.seconds += seconds / (projects[claim.project] ?? 1);
      user.seconds += seconds / (users[claim.user] ?? 1);
      partOf(user, claim.studyId).seconds += seconds;
    },
    leadOf(claim) {
      let account = all;
      for (const level of levels) {
        const part = account.parts.get(claim[level]);
        if (!part) return null;
        const open = [...account.parts.values()].filter(({ isOpen }) => isOpen);
        const least = Math.min(...open.map(({ seconds }) => seconds));
        if (part.seconds - least >= minLead) return { level, seconds: part.seconds - least };
        account = part;
      }
      return null;
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

/** From the project down. */
function accountsOf(all: Account, claim: Claim): Account[] {
  let account = all;
  return levels.map((level) => (account = partOf(account, claim[level])));
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
