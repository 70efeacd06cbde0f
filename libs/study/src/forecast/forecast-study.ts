import {
  classesOf,
  countDistinctViews,
  ensembleVariants,
  describeConfiguration,
  listTrials,
  optimiserTable,
  type Forecast,
  type Study,
  type StudyForecast,
  type TrainingConfig,
  type Variant,
} from '@crossfold/contracts';
import { firstLook } from '@crossfold/model';
import { classifierParameters } from '../compile/classifier-parameters.js';
import { listNewTrials, listTrainings, type ReusedStudy } from '../compile/same-trials.js';
import { droppableArms } from '../race/decide-race.js';
import { mayRace } from '../race/runs-whole.js';
import type { FindPace } from './measure-paces.js';
import { expectedTrainImages } from './part-sizes.js';
import { publishedWeightsOf } from './published-weights.js';

const bytesPerNumber = 4;

/**
 * What a study would come to: how much is trained, how long that takes and how much disk space it needs.
 *
 * @param others those whose results it takes
 */
export function forecastStudy(
  study: Study,
  others: readonly ReusedStudy[],
  { images, findPace }: { readonly images: Forecast['images']; readonly findPace: FindPace },
): StudyForecast {
  const cells = listTrials(study);
  const wanted = listNewTrials(study, others);
  const trained = listTrainings(study, others);
  const { arms } = describeConfiguration(study.variants);
  const variants = study.variants.map((variant) => {
    const differences = arms.find(({ name }) => name === variant.name)?.differences ?? [];
    const trials = trained.filter((cell) => cell.variant === variant.name).length;
    return { ...forecastVariant(study, variant, trials, findPace(variant)), differences };
  });
  const trialsOfEach = cells.length / study.variants.length;
  const parameters = variants.reduce((sum, variant) => sum + variant.parameters, 0);
  return {
    name: study.name,
    trials: cells.length,
    same: cells.length - wanted.length,
    weightsTaken: wanted.length - trained.length,
    raceSavesAtMost: raceSavesAtMost(study, trialsOfEach),
    images,
    variants,
    duplicates: study.duplicates ?? [],
    slotSeconds: totalSeconds(variants),
    weightsBytes: trialsOfEach * parameters * bytesPerNumber,
    sealed: forecastSealed(study, trialsOfEach),
    checkpointBytes: Math.max(...study.variants.map((variant) => checkpointBytes(study, variant))),
    publishedWeights: publishedWeights(study),
  };
}

/** If all arms that may leave did so at the first look. */
function raceSavesAtMost(study: Study, trialsOfEach: number): number | null {
  const { racing, variants } = study;
  if (!racing) return null;
  const racers = variants.filter((variant) => mayRace(variant, racing)).length;
  const leaving = Math.min(droppableArms(study, racing).length, racers - racing.keep);
  return Math.max(0, leaving) * (trialsOfEach - firstLook(racing));
}

function forecastSealed(study: Study, trialsOfEach: number): Forecast['sealed'] {
  const { ensemble, sealedPart } = study;
  if (!ensemble) return null;
  const models = ensembleVariants(ensemble).length * trialsOfEach;
  const images = sealedPart?.images ?? 0;
  const { testTimeAugmentation, views } = ensemble;
  const perSet = images * classesOf(study).length * bytesPerNumber;
  return {
    images,
    models,
    // Conformal sets rest on the image alone.
    views: countDistinctViews(['none', testTimeAugmentation, ...views]),
    bytes: models * views.length * perSet,
  };
}

function forecastVariant(
  study: Study,
  variant: Variant,
  trials: number,
  pace: ReturnType<FindPace>,
): Omit<Forecast['variants'][number], 'differences'> {
  const { name, role, removedComponent, config } = variant;
  const epochsAtMost = config.training.stages.reduce((sum, { epochs }) => sum + epochs, 0);
  const images = epochsAtMost * expectedTrainImages(study, variant);
  return {
    name,
    role,
    removedComponent,
    parameters: parametersOf(study, variant),
    epochsAtMost,
    trials,
    secondsPerTrial: pace && pace.secondsPerImage * images,
    basis: pace && pace.basis,
  };
}

function totalSeconds(variants: Forecast['variants']): number | null {
  let total = 0;
  for (const { trials, secondsPerTrial } of variants) {
    if (trials === 0) continue;
    if (secondsPerTrial === null) return null;
    total += trials * secondsPerTrial;
  }
  return total;
}

function parametersOf(study: Study, { config }: Variant): number {
  return classifierParameters(config, classesOf(study).length);
}

function publishedWeights({ variants }: Study): StudyForecast['publishedWeights'] {
  const models = variants.map(({ config }) => config.model);
  const published = models.filter(({ weights }) => weights.from === 'imagenet');
  return publishedWeightsOf(published.map(({ backbone }) => backbone));
}

/** Each checkpoint that is kept may have another one of its best epoch. */
function checkpointBytes(study: Study, variant: Variant): number {
  const numbers = (1 + slotsOf(variant.config.training)) * parametersOf(study, variant);
  return 2 * study.checkpoints.keep * numbers * bytesPerNumber;
}

/** What is kept of each parameter beside it: slots of the optimiser, and a moving average. */
function slotsOf({ optimiser, emaDecay }: TrainingConfig): number {
  return optimiserTable[optimiser.name].slots.length + (emaDecay === null ? 0 : 1);
}
