import { serveStore, type ObjectStore, type StoreSigner } from '@crossfold/storage';
import type { StudyIndex } from '@crossfold/study';
import type { RequestHandler } from 'express';
import { log } from '../process/log.js';
import { admitWorkers } from './admit-worker.js';
import { createAttemptClaims } from './attempt-claims.js';
import { createSealedOpenings } from './sealed-openings.js';
import { rightsOf } from './worker-rights.js';
import type { WorkerTokens } from './worker-tokens.js';

export interface WorkerGatewayParts {
  readonly store: ObjectStore;
  /** Null where the store is a folder: all bodies then pass through here. */
  readonly signer: StoreSigner | null;
  readonly index: Pick<StudyIndex, 'find' | 'refresh'>;
  readonly tokens: WorkerTokens;
}

/** Gives workers that have a token, and no credentials, what they need of the store (decision 0047). */
export function workerGateway({
  store,
  signer,
  index,
  tokens,
}: WorkerGatewayParts): RequestHandler {
  const claims = createAttemptClaims(store);
  const openings = createSealedOpenings(store);
  const admit = admitWorkers(tokens);
  const serve = serveStore({
    store,
    signer,
    admit: async (request) =>
      rightsOf({ worker: await admit(request), store, index, claims, openings }),
    onDefect: (error) => {
      log.error({ err: error }, 'a request of a worker met a defect');
    },
  });
  return (request, response) => void serve(request, response);
}
