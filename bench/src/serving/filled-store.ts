import { AppError, type StudyPage, type StudySpecInput } from '@crossfold/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeResults } from './made-results.js';
import type { Orchestrator } from './orchestrator.js';

/** Of a variant in the two large studies: five folds and ten seeds. */
export const cellsPerVariant = 50;
const smallTrials = 10;
const reportMs = 900_000;
const words = ['focal', 'mixup', 'cutout', 'dropout', 'freeze'];

/** Ids of the studies of a store that the dashboard is measured on. */
export interface FilledStore {
  /** Nine tenths of its trials have a result, the others wait. */
  readonly largest: string;
  /** Of half as many trials, all with a result, and a report. */
  readonly half: string;
  /** Two with a report, on one fold plan. */
  readonly finished: readonly [string, string];
}

/** Trials of all studies, the largest first: the peers have the same. */
export function studySizes(studies: number, trials: number): readonly number[] {
  const small = Array.from({ length: studies - 2 }, () => smallTrials);
  return [trials, trials / 2, ...small];
}

/** @throws AppError REQUEST_INVALID for sizes that do not come out even */
export function assertSizes(studies: number, trials: number): void {
  if (trials % (4 * cellsPerVariant) === 0 && studies >= 4) return;
  throw new AppError(
    'REQUEST_INVALID',
    `expected a multiple of ${4 * cellsPerVariant} trials and 4 or more studies, got ${trials} and ${studies}`,
    { remedy: 'See bench/README.md.' },
  );
}

/** Submits the studies as users do, and writes results that no worker had to train. */
export async function fillStore(
  server: Orchestrator,
  studies: number,
  trials: number,
): Promise<FilledStore> {
  await server.addDataset();
  const small: string[] = [];
  for (let index = 0; index < studies - 2; index++) {
    const name = `${words[index % words.length] ?? ''}-${index}`;
    small.push(await server.submit(studyOf(name, { variants: 2, seeds: 1 })));
  }
  const half = await server.submit(largeStudy('half', trials / 2));
  const largest = await server.submit(largeStudy('largest', trials));
  const finished = small.filter((_, index) => index % 10 < 2).slice(0, 20);
  await server.whileDown(async () => {
    const isMost = (place: number) => place % 10 !== 9;
    await writeResults(server.store, largest, isMost);
    await writeResults(server.store, half, () => true);
    for (const studyId of small) {
      const isWhole = finished.includes(studyId);
      await writeResults(server.store, studyId, isWhole ? () => true : isMost);
    }
  });
  await untilReported(server, finished.length + 1);
  const [one = '', other = ''] = finished;
  return { largest, half, finished: [one, other] };
}

async function untilReported(server: Orchestrator, wanted: number): Promise<void> {
  for (const startedAt = performance.now(); performance.now() - startedAt < reportMs;) {
    const { total } = await server.get<StudyPage>('studies?limit=1&state=finished');
    if (total === wanted) return;
    await sleep(200);
  }
  throw new AppError('INTERNAL', `expected ${wanted} reports, got fewer in ${reportMs / 1000} s`);
}

const largeStudy = (name: string, trials: number) =>
  studyOf(name, { variants: trials / cellsPerVariant, seeds: 10 });

/** A study of five folds, of which nothing is ever trained here. */
export function studyOf(
  name: string,
  { variants, seeds }: { readonly variants: number; readonly seeds: number },
): StudySpecInput {
  return {
    name,
    dataset: 'drawn',
    folds: 5,
    sealedShare: 0.2,
    seeds: Array.from({ length: seeds }, (_, seed) => seed),
    ensemble: null,
    baseline: {
      model: { backbone: 'tiny', imageSizePx: 32, hiddenUnits: [16] },
      training: {
        batchSize: 16,
        stages: [{ name: 'all', trainable: 'all', epochs: 10, learningRate: 0.003 }],
      },
    },
    arms: {
      explicit: Array.from({ length: variants - 1 }, (_, arm) => ({
        name: `arm-${arm}`,
        overrides: { model: { dropout: (arm + 1) / 1000 } },
      })),
    },
  };
}
