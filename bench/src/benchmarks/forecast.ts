import { setTimeout as sleep } from 'node:timers/promises';
import {
  AppError,
  type FleetForecast,
  type StudyDetail,
  type StudySpecInput,
} from '@crossfold/contracts';
import type { Bar } from '../harness/bar.js';
import type { Finding } from '../harness/finding.js';
import type { BenchOptions } from '../options.js';
import { startOrchestrator, type Orchestrator } from '../serving/orchestrator.js';

/** Share of the trials of a study that have ended when its forecast is taken. */
const shares = [0.25, 0.5];
const patienceMs = 1_200_000;

/** Three studies of trials that take longer and shorter, of one backbone each. */
const studies: readonly StudySpecInput[] = [
  studyOf('short', 'tiny', 30),
  studyOf('long', 'tiny', 90),
  studyOf('mixed', 'tiny', 20, [{ name: 'longer', epochs: 80 }]),
];

interface Taken {
  readonly atMs: number;
  readonly endMs: number;
}

/**
 * Three studies that share one worker of one slot: how far the forecast of the end of each, when a quarter
 * and when a half of its trials have ended, is from its end; of the time that was left.
 */
export async function forecast(
  _: BenchOptions,
  note: (line: string) => void,
  hold: (bar: Bar) => void,
): Promise<Finding[]> {
  const server = await startOrchestrator();
  try {
    await server.addDataset();
    await server.startWorker();
    const names = new Map<string, string>();
    for (const study of studies) names.set(await server.submit(study), study.name);
    const ends = await follow(server, [...names.keys()]);
    for (const [i, share] of shares.entries()) {
      for (const [studyId, { forecasts, endedMs }] of ends) {
        const taken = forecasts[i];
        if (!taken) throw new AppError('INTERNAL', `expected a forecast of ${studyId}, got none`);
        const left = endedMs - taken.atMs;
        const what = `${names.get(studyId) ?? ''}, after ${100 * share} % of its trials`;
        const off = (100 * Math.abs(taken.endMs - endedMs)) / left;
        hold({ what, unit: '%', values: [off], statistic: 'largest', below: 20 });
        note(`${what}: ${Math.round(left / 1000)} s were left`);
      }
    }
    return [];
  } finally {
    await server.stop();
  }
}

interface Followed {
  readonly forecasts: Taken[];
  endedMs: number;
}

/** Looks twice a second, until all of them have trained their last trial. */
async function follow(
  server: Orchestrator,
  studyIds: readonly string[],
): Promise<ReadonlyMap<string, Followed>> {
  const followed = new Map(
    studyIds.map((id): [string, Followed] => [id, { forecasts: [], endedMs: 0 }]),
  );
  for (const startedAt = Date.now(); Date.now() - startedAt < patienceMs;) {
    const outlooks = (await server.get<FleetForecast>('fleet/forecast')).studies;
    for (const [studyId, own] of followed) {
      const { trials } = await server.get<StudyDetail>(`studies/${studyId}`);
      const all = trials.succeeded + trials.queued + trials.running;
      if (trials.succeeded === all && own.endedMs === 0) own.endedMs = Date.now();
      const next = shares[own.forecasts.length];
      const endsAt = outlooks.find((outlook) => outlook.studyId === studyId)?.endsAt;
      if (next === undefined || !endsAt || trials.succeeded < next * all) continue;
      own.forecasts.push({ atMs: Date.now(), endMs: Date.parse(endsAt.expected) });
    }
    if ([...followed.values()].every(({ endedMs }) => endedMs > 0)) return followed;
    await sleep(500);
  }
  throw new AppError('INTERNAL', `expected three studies to end within ${patienceMs / 1000} s`);
}

function studyOf(
  name: string,
  backbone: 'tiny',
  epochs: number,
  arms: readonly { readonly name: string; readonly epochs: number }[] = [],
): StudySpecInput {
  const training = (count: number) => ({
    batchSize: 16,
    earlyStopping: null,
    stages: [{ name: 'all', trainable: 'all' as const, epochs: count, learningRate: 0.003 }],
  });
  return {
    name,
    dataset: 'drawn',
    folds: 4,
    sealedShare: 0,
    seeds: arms.length === 0 ? [1, 2] : [1],
    ensemble: null,
    baseline: {
      model: { backbone, imageSizePx: 32, hiddenUnits: [16] },
      training: training(epochs),
    },
    arms: {
      explicit: arms.map((arm) => ({
        name: arm.name,
        overrides: { training: training(arm.epochs) },
      })),
    },
  };
}
