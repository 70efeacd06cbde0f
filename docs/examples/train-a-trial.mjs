// Trains one trial in this process: node docs/examples/train-a-trial.mjs
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { byteObjects, contentHash } from '@crossfold/contracts';
import { ingest, planFolds } from '@crossfold/data';
import { inspectImage, inspectMask, synthesise } from '@crossfold/data/images';
import { openObjectStore } from '@crossfold/storage';
import { trainOneTrial } from '@crossfold/training/tensorflow';

const folder = await mkdtemp(join(tmpdir(), 'train-a-trial-'));
const images = join(folder, 'images');
await synthesise(images, { images: 80, seed: 1, shares: 'mild', difficulty: 0.2, masks: false });
const { manifest, files } = await ingest(images, { inspectImage, inspectMask });
const store = openObjectStore({ kind: 'file', dir: join(folder, 'store') });
for (const [sha256, file] of files) {
  await store.put(byteObjects.blob.key({ sha256 }), await readFile(file));
}

const folds = { protocol: 'grouped', folds: 3, seed: 1, sealedShare: 0 };
const receipt = await trainOneTrial({
  store,
  manifest,
  plan: planFolds(manifest, folds, contentHash(manifest)),
  variant: {
    model: { backbone: 'tiny', imageSizePx: 32 },
    training: { stages: [{ name: 'all', trainable: 'all', epochs: 3, learningRate: 0.003 }] },
  },
  fold: 0,
  seed: 1,
  onProgress(progress) {
    if (progress.type !== 'epoch') return;
    console.log(`epoch ${progress.record.epoch}: loss ${progress.record.trainLoss.toFixed(3)}`);
  },
});
console.log(
  `${receipt.images.test} held-out images, accuracy ${receipt.evaluation.scores.accuracy.toFixed(2)}`,
);
console.log(`predictions, history and weights: ${join(folder, 'store')}`);
await store.close();
