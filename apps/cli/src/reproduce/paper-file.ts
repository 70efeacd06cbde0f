import { mergeOverrides, type Protocol } from '@crossfold/contracts';
import type { SynthesisOptions } from '@crossfold/data/images';

/** The whole path at a size that two cores finish in a quarter of an hour. */
const quickOverrides = {
  folds: 2,
  seeds: [1],
  baseline: {
    model: {
      // Random weights: pretrained ones cannot be assumed to be on every machine.
      weights: { from: 'random' },
      imageSizePx: 64,
      hiddenUnits: [32, 16],
      batchNormMomentum: 0.9,
    },
    training: {
      batchSize: 16,
      stages: [
        { name: 'head', trainable: 'head', epochs: 1, learningRate: 0.001 },
        { name: 'fine-tune', trainable: 'all', epochs: 3, learningRate: 0.001 },
      ],
      plateau: null,
      earlyStopping: null,
      monitor: 'loss',
    },
  },
};

/** Enough images of every class for two folds and the sealed part. */
export const quickImages = {
  images: 160,
  seed: 1,
  shares: 'mild',
  difficulty: 0.2,
  masks: true,
} as const satisfies SynthesisOptions;

/** For machines that are to train the whole study before they have its data. */
export const drawnImages = { ...quickImages, images: 2000 } as const satisfies SynthesisOptions;

/** The published ensemble predicts in several views of each image; its models are those of the baseline. */
const viewedArm = {
  name: 'with-tta',
  overrides: { evaluation: { testTimeAugmentation: 'dihedral8' } },
};

/** Whether a model looks at what is in the masks: arms of the last stage, where there are masks. */
const segmentationArms = [
  { name: 'foreground-only', overrides: { region: { part: 'foreground-only' } } },
  { name: 'background-only', overrides: { region: { part: 'background-only' } } },
];

/** What the document says where they are left out. */
const withoutMasks =
  'The images do not all have masks, so there are no arms that see the lesion alone or the background alone.';

export interface PaperOptions {
  /** Of the data set. */
  readonly dataset: string;
  readonly isQuick: boolean;
  readonly protocol: Protocol;
  readonly hasMasks: boolean;
  readonly acknowledgeLeakage: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * The study file of a reproduction.
 *
 * @param preset both stages of the published study
 */
export function paperFile(
  preset: Fields,
  { dataset, isQuick, protocol, hasMasks, acknowledgeLeakage }: PaperOptions,
): Fields {
  const file = mergeOverrides(preset, {
    ...(isQuick ? quickOverrides : {}),
    name: isQuick ? 'paper-quick' : 'paper',
    dataset,
    protocol,
    // Beside drawn images with a warning: the path is to be tried whole.
    published: 'always',
    ...(acknowledgeLeakage && { acknowledgeLeakage }),
  }) as Fields;
  const stages = file['stages'] as readonly Fields[];
  const question = [file['question'], ...(hasMasks ? [] : [withoutMasks])].join(' ');
  const explicit = [viewedArm, ...(hasMasks ? segmentationArms : [])];
  const last = mergeOverrides(stages.at(-1) ?? {}, { arms: { explicit } });
  return { ...file, question, stages: [...stages.slice(0, -1), last] };
}

/** The backbones whose published weights a reproduction begins with. */
export function publishedBackbones({ baseline, stages }: Fields): string[] {
  const models = modelsIn([baseline, stages]);
  const isPublished = models.some(
    ({ weights }) => (weights as Fields | null)?.['from'] === 'imagenet',
  );
  return isPublished ? models.flatMap(({ backbone }) => backbone ?? []).map(String) : [];
}

function modelsIn(value: unknown): Fields[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'model' ? [inner as Fields] : modelsIn(inner),
  );
}
