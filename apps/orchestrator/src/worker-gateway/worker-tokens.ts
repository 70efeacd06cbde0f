import { createHash, timingSafeEqual } from 'node:crypto';
import { isPermitted } from '@crossfold/contracts';
import type { TokenCheck } from '@crossfold/storage';
import type { NamedToken } from '../process/listed-tokens.js';

/** Who sends a worker's token: its name, with which the names of its workers begin. */
export interface WorkerIdentity {
  readonly name: string;
  /** Whose studies it may work on; null for all. */
  readonly projects: readonly string[] | null;
}

/** The tokens by which workers may ask the gateway. */
export interface WorkerTokens {
  /** Null where nobody has such a token. */
  verify(token: string): Promise<WorkerIdentity | null>;
}

/** Those that `CROSSFOLD_WORKER_TOKENS` lists. */
export function listedWorkerTokens(listed: readonly NamedToken[]): WorkerTokens {
  const known = listed.map(({ name, token }) => ({ name, digest: digestOf(token) }));
  return {
    verify(token) {
      const digest = digestOf(token);
      // All of them, in constant time: how long it takes must not tell how much of one is right.
      const found = known.filter((other) => timingSafeEqual(other.digest, digest));
      return Promise.resolve(found[0] ? { name: found[0].name, projects: null } : null);
    },
  };
}

/** Those that an admin has made, of the role worker. */
export function recordedWorkerTokens(tokens: Pick<TokenCheck, 'check'>): WorkerTokens {
  return {
    async verify(token) {
      const principal = await tokens.check(token);
      if (!principal || !isPermitted(principal, 'trial.work')) return null;
      const { user, tokenId, projects } = principal;
      // The id tells two tokens of one user apart, and from those of the environment.
      const name = `${user.replace(/[^a-zA-Z0-9._@-]/g, '-')}:${tokenId ?? ''}`;
      return { name, projects };
    },
  };
}

/** Whoever has a token of the one or of the other. */
export function eitherTokens(one: WorkerTokens, other: WorkerTokens): WorkerTokens {
  return { verify: async (token) => (await one.verify(token)) ?? (await other.verify(token)) };
}

/** Whether a worker, by the name that its records bear, is one of this token. */
export function isWorkerOf({ name }: Pick<WorkerIdentity, 'name'>, worker: string): boolean {
  return worker === name || worker.startsWith(`${name}/`);
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
