import { AppError } from '@crossfold/contracts';
import { spreadOf, type Finding, type SideTimes } from '../harness/finding.js';
import { drawImages } from '../images.js';
import type { BenchOptions } from '../options.js';
import { secondsBetween, type StepEnd } from '../step-ends.js';
import { startTrialProcess } from '../trial-process.js';
import { createTrialStore } from '../trial-store.js';

const imagesDrawn = 1200;
const windowSteps = 8;
const pairsPerEpoch = 2;
const defaultRounds = 12;
/** A trial of the reference data set: images that a fold trains on, in batches as asked for. */
const ham10000TrainImages = 5_400;

/** Each pair of windows, in seconds. */
interface Windows {
  readonly quiet: number[];
  readonly saving: number[];
}

/**
 * What a checkpoint costs the training beside it: within one trial, so many steps without one and
 * as many that begin with one take turns. The writing goes on beside the steps that follow.
 */
export async function checkpoint(options: BenchOptions, note: (line: string) => void) {
  const { backbone, size, batch, threads } = options;
  const steps = options.steps ?? windowSteps;
  const rounds = options.rounds ?? defaultRounds;
  const { folder } = await drawImages(imagesDrawn);
  // The first epoch warms up.
  const epochs = Math.ceil(rounds / pairsPerEpoch) + 1;
  // One at the end of each epoch too, so that each begins to count anew.
  const checkpoints = { every: [`${2 * steps} steps`, '1 epoch'], keep: 2 };
  const trial = await createTrialStore(folder, {
    backbone,
    size,
    batch,
    epochs,
    checkpoints,
  });
  const stepsPerEpoch = Math.ceil(trial.parts.train.length / batch);
  try {
    if (stepsPerEpoch < 3 * steps) throw tooFew(stepsPerEpoch, steps);
    const own = startTrialProcess(threads);
    const { peakRssMib, stepEnds } = await own
      .train(trial, 'bench', 'cache')
      .finally(() => own.stop());
    const windows = pairWindows(stepEnds, { epochs, stepsPerEpoch, steps });
    tellShare(windows, { steps, batch }, note);
    const what = `${steps} training steps, ${backbone}, ${size} px, batch ${batch}, with and without a checkpoint before them, in one trial`;
    const sides: [SideTimes, SideTimes] = [
      { name: 'with', how: 'state read, written beside', seconds: windows.saving, peakRssMib },
      { name: 'without', how: 'the steps before', seconds: windows.quiet, peakRssMib },
    ];
    return [{ what, imagesPerTurn: batch * steps, sides }] satisfies Finding[];
  } finally {
    await trial.remove();
  }
}

function tooFew(stepsPerEpoch: number, steps: number): AppError {
  const message = `expected an epoch of at least ${3 * steps} steps for --steps ${steps}, got ${stepsPerEpoch}`;
  return new AppError('REQUEST_INVALID', message, { remedy: 'Use a smaller --batch or --steps.' });
}

/** The first epoch warms up; of each later one, the steps up to each checkpoint and those after it. */
function pairWindows(
  ends: readonly StepEnd[],
  {
    epochs,
    stepsPerEpoch,
    steps,
  }: { readonly epochs: number; readonly stepsPerEpoch: number; readonly steps: number },
): Windows {
  const windows: Windows = { quiet: [], saving: [] };
  for (let epoch = 2; epoch <= epochs; epoch++) {
    for (let saved = 2 * steps; saved + steps <= stepsPerEpoch; saved += 2 * steps) {
      windows.quiet.push(secondsBetween(ends, epoch, saved - steps, saved));
      windows.saving.push(secondsBetween(ends, epoch, saved, saved + steps));
    }
  }
  return windows;
}

function tellShare(
  { quiet, saving }: Windows,
  { steps, batch }: { readonly steps: number; readonly batch: number },
  note: (line: string) => void,
): void {
  const step = spreadOf(quiet).median / steps;
  const cost = spreadOf(saving.map((seconds, pair) => seconds - (quiet[pair] ?? NaN)));
  const epochSeconds = (ham10000TrainImages / batch) * step;
  const shareOf = (seconds: number) => `${((100 * cost.median) / seconds).toFixed(2)} %`;
  note(
    `a checkpoint costs ${cost.median.toFixed(3)} s [${cost.lowerQuartile.toFixed(3)} – ${cost.upperQuartile.toFixed(3)}], ${(cost.median / step).toFixed(2)} steps of ${step.toFixed(3)} s`,
  );
  note(
    `share of step time: ${shareOf(300)} every 5 minutes, ${shareOf(epochSeconds)} every epoch of ${ham10000TrainImages} images`,
  );
}
