import { mkdir, rm, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { classWeights, countClasses } from '@crossfold/model';
import { spreadOf, type Finding, type SideTimes } from '../harness/finding.js';
import { nodeSide, pythonSide, startSide } from '../harness/side.js';
import { withSides } from '../harness/with-sides.js';
import { drawImages } from '../images.js';
import type { BenchOptions } from '../options.js';
import { findPeers } from '../peers.js';
import { stepSeconds } from '../step-ends.js';
import { startTrialProcess, type TrialRun } from '../trial-process.js';
import { createTrialStore, type TrialStore } from '../trial-store.js';
import { stepTask } from './train-step.js';

const imagesDrawn = 400;
const pureSteps = 10;

/**
 * A whole trial from JPEG files to the predictions of its outer fold: in a new process, and as the
 * next one of a process, as in all trials of a worker but its first.
 */
export async function fold(options: BenchOptions, note: (line: string) => void) {
  const { backbone, size, batch, epochs } = options;
  const { folder } = await drawImages(options.steps ?? imagesDrawn);
  const [keras] = await findPeers(
    options.peers.filter((name) => name === 'keras'),
    note,
  );
  const trial = await createTrialStore(folder, { backbone, size, batch, epochs });
  try {
    const runs: Record<Place, TrialRun>[] = [];
    const peerRuns: PeerRun[] = [];
    const steps: number[] = [];
    for (let round = 0; round < (options.rounds ?? 3); round++) {
      runs.push(await runOurs(trial, round, options));
      if (keras) peerRuns.push(await runKeras(keras.python, trial, options));
      steps.push(...(await pureStepSeconds(options)));
    }
    const { train, validation, test } = trial.parts;
    const what = `whole trial, ${backbone}, ${size} px, batch ${batch}, ${epochs} epochs, ${train.length} + ${validation.length} + ${test.length} images, from JPEG files`;
    return places.map((place): Finding => {
      const own = runs.map((run) => run[place]);
      tellOverhead(place, own, steps, options, note);
      return {
        what: `${what}, ${placeNames[place]}`,
        imagesPerTurn: null,
        sides: keras ? [oursOf(own), peerOf(peerRuns)] : [oursOf(own)],
      };
    });
  } finally {
    await trial.remove();
  }
}

const places = ['first', 'next'] as const;
type Place = (typeof places)[number];
const placeNames: Readonly<Record<Place, string>> = {
  first: 'in a new process',
  next: 'the next one in the process',
};

/** Each trial decodes its images anew. */
async function runOurs(
  trial: TrialStore,
  round: number,
  { threads }: BenchOptions,
): Promise<Record<Place, TrialRun>> {
  const own = startTrialProcess(threads);
  const run = (place: Place) =>
    own.train(trial, `bench-${round}-${place}`, `cache-${round}-${place}`);
  try {
    return { first: await run('first'), next: await run('next') };
  } finally {
    await own.stop();
  }
}

function oursOf(runs: readonly TrialRun[]): SideTimes {
  return {
    name: 'crossfold',
    how: 'one process, as a slot has it',
    seconds: runs.map(({ wallSeconds }) => wallSeconds),
    peakRssMib: Math.max(...runs.map(({ peakRssMib }) => peakRssMib)),
  };
}

interface PeerRun {
  readonly seconds: number;
  readonly how: string;
  readonly peakRssMib: number;
}

function peerOf(runs: readonly PeerRun[]): SideTimes {
  return {
    name: 'keras',
    how: runs[0]?.how ?? '',
    seconds: runs.map(({ seconds }) => seconds),
    peakRssMib: Math.max(...runs.map(({ peakRssMib }) => peakRssMib)),
  };
}

/** A new process for each trial, as in use. */
async function runKeras(
  python: string,
  trial: TrialStore,
  { size, batch, threads, backbone, epochs }: BenchOptions,
): Promise<PeerRun> {
  const images = join(trial.folder, 'keras');
  await rm(images, { recursive: true, force: true });
  const weights = await linkImages(trial, images);
  const startedAt = performance.now();
  const side = startSide(pythonSide('keras', python, 'fold_keras'), threads);
  try {
    const how = await side.ask<string>({
      do: 'train',
      folder: images,
      backbone,
      size,
      batch,
      epochs,
      class_weights: weights,
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
    for (const label of manifest.classes)
      await mkdir(join(folder, part, label), { recursive: true });
    for (const id of ids) {
      const image = records.get(id);
      const file = files.get(image?.sha256 ?? '') ?? '';
      await symlink(file, join(folder, part, image?.label ?? '', basename(file)));
    }
  }
  const labels = parts.train.map((id) => manifest.classes.indexOf(records.get(id)?.label ?? 'nv'));
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
  place: Place,
  runs: readonly TrialRun[],
  stepTimes: readonly number[],
  { batch, epochs }: BenchOptions,
  note: (line: string) => void,
): void {
  const median = (values: readonly number[]) => spreadOf(values).median;
  const step = median(stepTimes);
  const trainImages = runs[0]?.receipt.images.train ?? 0;
  const steps = epochs * Math.ceil(trainImages / batch);
  // The last batch of an epoch is smaller: counted by images.
  const pure = (epochs * trainImages * step) / batch;
  const wall = median(runs.map(({ wallSeconds }) => wallSeconds));
  const own = median(runs.map((run) => median(stepSeconds(run.stepEnds))));
  const ownPure = (epochs * trainImages * own) / batch;
  const of = (read: (run: TrialRun) => number) => median(runs.map(read)).toFixed(1);
  note(
    `${placeNames[place]}: pure step ${step.toFixed(3)} s; ${steps} steps are ${pure.toFixed(1)} s of ${wall.toFixed(1)} s: the whole is ${(wall / pure).toFixed(2)} times as long`,
  );
  note(
    `${placeNames[place]}: its own steps, which augment their images, take ${own.toFixed(3)} s, all of them ${ownPure.toFixed(1)} s: the whole is ${(wall / ownPure).toFixed(2)} times as long`,
  );
  note(
    `${placeNames[place]}, in seconds: until started ${of((r) => r.startedSeconds)} (input ${of((r) => r.receipt.timings.inputSeconds)}), first step done after ${of((r) => r.stepEnds[0]?.seconds ?? NaN)}, training ${of((r) => r.receipt.timings.trainSeconds)}, validation ${of((r) => r.receipt.timings.validationSeconds)}, prediction ${of((r) => r.receipt.timings.predictionSeconds)}`,
  );
}
