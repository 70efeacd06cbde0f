import { join } from 'node:path';
import { records } from '@crossfold/contracts';
import { GraphCache } from '@crossfold/graph/tensorflow';
import { openObjectStore, openStoreInThread, readRecord } from '@crossfold/storage';
import { trainOneTrial } from '@crossfold/training/tensorflow';
import { answerRequests } from '../harness/answer.js';
import { collectStepEnds } from '../step-ends.js';
import type { TrialAnswer, TrialRequest } from '../trial-process.js';

/* Trains trials one after the other as a slot does: graphs stay, and checkpoints leave in a thread. */

const graphs = new GraphCache();

async function train(request: TrialRequest): Promise<TrialAnswer> {
  const { settings, folder, cacheName, askedAtMs, ...asked } = request;
  const since = () => (performance.timeOrigin + performance.now() - askedAtMs) / 1000;
  const store = openObjectStore(settings);
  const checkpointStore = openStoreInThread(settings);
  const steps = collectStepEnds();
  const seen = { started: NaN };
  try {
    const receipt = await trainOneTrial({
      store,
      checkpointStore,
      manifest: await readRecord(store, records.manifest, { sha256: asked.manifestSha256 }),
      plan: await readRecord(store, records.foldPlan, { sha256: asked.planSha256 }),
      variant: asked.config,
      fold: 0,
      seed: asked.seed,
      studyId: asked.studyId,
      checkpoints: asked.checkpoints,
      cacheDir: join(folder, cacheName),
      weightsAccess: { dir: join(folder, 'weights'), folders: [], hosts: [], buckets: [] },
      graphs,
      onProgress(progress) {
        if (progress.type === 'started') seen.started = since();
        steps.take(progress, since());
      },
    });
    return {
      receipt,
      wallSeconds: since(),
      startedSeconds: seen.started,
      stepEnds: steps.ends,
    };
  } finally {
    await checkpointStore.close();
    await store.close();
    globalThis.gc?.();
  }
}

void answerRequests({ train });
