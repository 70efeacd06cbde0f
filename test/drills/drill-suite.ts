import type { StudySpecInput } from '@crossfold/contracts';
import { randomStream } from '@crossfold/random';
import { beforeAll, describe, expect, inject, it, onTestFailed } from 'vitest';
import { addDrawnImages } from '../support/drawn-images.js';
import { startStack, type Stack } from '../support/stack.js';
import { tinyStudy, type CellHashes } from '../support/tiny-study.js';
import { undisturbedTinyStudy } from '../support/undisturbed.js';
import { openDrillRange, type DrillRange, type Fault } from './drill-range.js';
import { addRow, type DrillRow } from './drill-row.js';
import { runDrill } from './run-drill.js';

/** The full form takes most of an hour; `npm test` runs a short one of each drill. */
export const isFull = process.env['CROSSFOLD_DRILLS'] === 'full';

/** The short form has half of the trials. */
export const drillStudy: StudySpecInput = isFull ? tinyStudy : { ...tinyStudy, arms: undefined };

export interface Drill {
  readonly fault: string;
  readonly inflict: Fault;
  /** How often in the full form; once in the short one. */
  readonly times: number;
  readonly workers?: number;
  readonly note?: string;
}

export interface DrillPlace {
  readonly openStack?: () => Promise<Stack>;
  readonly workerEnvironment?: Record<string, string>;
}

/** Runs each drill on one stack, and adds a row for each. */
export function describeDrills(
  title: string,
  drills: readonly Drill[],
  { openStack = () => startStack(), workerEnvironment }: DrillPlace = {},
): void {
  describe(title, () => {
    let stack: Stack;
    let range: DrillRange;
    let undisturbed: readonly CellHashes[];

    beforeAll(async () => {
      undisturbed = await undisturbedTinyStudy();
      stack = await openStack();
      await addDrawnImages(stack);
      const random = randomStream(inject('drillSeed'), title);
      range = openDrillRange(stack, random, workerEnvironment);
      return () => stack.stop();
    });

    it.for(drills)('$fault', async ({ fault, inflict, times, workers = 1, note = '' }) => {
      while (range.workers().length < workers) await range.startWorker();
      await rowOf({ fault, note }, async (seed) => {
        const random = randomStream(seed, fault);
        return runDrill(
          { ...range, random },
          { study: drillStudy, inflict, undisturbed, times: isFull ? times : 1 },
        );
      });
    });
  });
}

type Told = Pick<DrillRow, 'fault'> & Partial<Pick<DrillRow, 'seed' | 'note'>>;
type Found = Omit<DrillRow, 'fault' | 'seed'>;

/** Adds the row of a drill, also where it ends with an error, and fails on any loss. */
export async function rowOf(told: Told, drill: (seed: number) => Promise<Found>): Promise<void> {
  const { fault, note = '', seed = inject('drillSeed') } = told;
  onTestFailed(() => {
    process.stdout.write(`${fault}: again with CROSSFOLD_DRILL_SEED=${inject('drillSeed')}\n`);
  });
  const found = await drill(seed).catch(async (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    const nothing = { times: 0, recoveredSeconds: null, lost: 0, repeated: 0, isEqual: false };
    const row = { fault, seed, ...nothing, note: message.replace(/\s+/g, ' ').slice(0, 120) };
    await addRow(inject('drillRows'), row);
    throw error;
  });
  await addRow(inject('drillRows'), { fault, seed, note, ...found });
  expect(found).toMatchObject({ lost: 0, repeated: 0, isEqual: true });
}
