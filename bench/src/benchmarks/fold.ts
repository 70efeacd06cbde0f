import { mkdir, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { classWeights, countClasses } from '@crossfold/model';
import { spreadOf, type Finding, type SideTimes } from '../harness/finding.js';
import { nodeSide, pythonSide, startSide } from '../harness/side.js';
import { withSides } from '../harness/with-sides.js';
import { drawImages } from '../images.js';
import type { BenchOptions } from '../options.js';
import { findPeers } from '../peers.js';
import { trainInSlot, type SlotRun } from '../train-in-slot.js';
import { copyStudy, createTrialStore, type TrialStore } from '../trial-store.js';
import { stepTask } from './train-step.js';

const imagesDrawn = 400;
const epochs = 3;
const pureSteps = 10;

/** A whole trial from JPEG files to the predictions of its outer fold. */
export async function fold(options: BenchOptions, note: (line: string) => void) {
  const { backbone, size, batch, threads } = options;
  const { folder } = await drawImages(options.steps ?? imagesDrawn);
  const [keras] = await findPeers(
    options.peers.filter((name) => name === 'keras'),
    note,
  );
  const trial = await createTrialStore(folder, { backbone, size, batch, epochs });
  try {
    const runs: SlotRun[] = [];
    const peerRuns: { seconds: number; how: string; peakRssMib: number }[] = [];
    const steps: number[] = [];
    for (let round = 0; round < (options.rounds ?? 3); round++) {
      await copyStudy(trial, `bench-${round}`);
      runs.push(await trainInSlot(trial, `bench-${round}`, `cache-${round}`, threads));
      if (keras) peerRuns.push(await runKeras(keras.python, trial, options));
      steps.push(...(await pureStepSeconds(options)));
    }
    tellOverhead(runs, steps, batch, note);
    const ours: SideTimes = {
      name: 'crossfold',
      how: 'the process of a slot',
      seconds: runs.map(({ wallSeconds }) => wallSeconds),
      peakRssMib: Math.max(...runs.map(({ peakRssMib }) => peakRssMib)),
    };
    const peer: SideTimes = {
      name: 'keras',
      how: peerRuns[0]?.how ?? '',
      seconds: peerRuns.map(({ seconds }) => seconds),
      peakRssMib: Math.max(...peerRuns.map(({ peakRssMib }) => peakRssMib)),
    };
    const { train, validation, test } = trial.parts;
    const what = `whole trial, ${backbone}, ${size} px, batch ${batch}, ${epochs} epochs, ${train.length} + ${validation.length} + ${test.length} images, from JPEG files`;
    const finding: Finding = { what, imagesPerTurn: null, sides: keras ? [ours, peer] : [ours] };
    return [finding];
  } finally {
    await trial.remove();
  }
}

/** A new process for each trial on both sides, as in use. */
async function runKeras(
  python: string,
  trial: TrialStore,
  { size, batch, threads, backbone }: BenchOptions,
) {
  const images = join(trial.folder, 'keras');
  await rm(images, { recursive: true, force: true });
  const weights = await linkImages(trial, images);
  const startedAt = performance.now();
  const side = startSide(pythonSide('keras', python, 'fold_keras'), threads);
  try {
    const how = await side.ask<string>({
      do: 'train',
      ...{ folder: images, backbone, size, batch, epochs, class_weights: weights },
    });
    const peakRssMib = await side.peakRssMib();
    return { how, peakRssMib, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    await side.stop();
  }
}

/** PART/CLASS/IMAGE.jpg, as `image_dataset_from_directory` wants it. @returns class weights */
async function linkImages(trial: TrialStore, folder: string): Promise<number[]> {
  const { manifest, files, parts } = trial;
  const records = new Map(manifest.images.map((image) => [image.imageId, image]));
  for (const [part, ids] of Object.entries(parts)) {
    for (const dx of manifest.classes) await mkdir(join(folder, part, dx), { recursive: true });
    for (const id of ids) {
      const image = records.get(id);
      const file = files.get(image?.sha256 ?? '') ?? '';
      await symlink(file, join(folder, part, image?.dx ?? '', basename(file)));
    }
  }
  const labels = parts.train.map((id) => manifest.classes.indexOf(records.get(id)?.dx ?? 'nv'));
  const counts = countClasses(labels, manifest.classes.length);
  return [...classWeights({ classWeights: 'balanced', effectiveNumberBeta: 0 }, counts)];
}

async function pureStepSeconds(options: BenchOptions): Promise<number[]> {
  const task = await stepTask(options);
  return withSides([nodeSide('train-step')], options.threads, async ([side]) => {
    await side?.ask({ do: 'prepare', ...task });
    await side?.ask({ do: 'run', steps: 3 });
    const seconds: number[] = [];
    for (let step = 0; step < pureSteps; step++) {
      seconds.push((await side?.ask<number>({ do: 'run', steps: 1 })) ?? NaN);
    }
    return seconds;
  });
}

/** Where the time of a whole trial goes, beside the steps alone. */
function tellOverhead(
  runs: readonly SlotRun[],
  stepSeconds: readonly number[],
  batch: number,
  note: (line: string) => void,
): void {
  const median = (values: readonly number[]) => spreadOf(values).median;
  const step = median(stepSeconds);
  const trainImages = runs[0]?.receipt.images.train ?? 0;
  const steps = epochs * Math.ceil(trainImages / batch);
  // The last batch of an epoch is smaller: counted by images.
  const pure = (epochs * trainImages * step) / batch;
  const wall = median(runs.map(({ wallSeconds }) => wallSeconds));
  const of = (read: (run: SlotRun) => number) => median(runs.map(read)).toFixed(1);
  note(
    `pure step ${step.toFixed(3)} s; ${steps} steps are ${pure.toFixed(1)} s of ${wall.toFixed(1)} s: the whole is ${(wall / pure).toFixed(2)} times as long`,
  );
  note(
    `of the trial, in seconds: until started ${of((r) => r.startedSeconds)} (input ${of((r) => r.receipt.timings.inputSeconds)}), first step done after ${of((r) => r.firstStepSeconds)}, training ${of((r) => r.receipt.timings.trainSeconds)}, validation ${of((r) => r.receipt.timings.validationSeconds)}, prediction ${of((r) => r.receipt.timings.predictionSeconds)}`,
  );
}
