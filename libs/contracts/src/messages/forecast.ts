import { z } from 'zod';
import { componentNames } from '../study/components.js';
import { differenceSchema } from '../study/configuration.js';
import { duplicateSchema } from '../study/study.js';

const variantForecastSchema = z.strictObject({
  name: z.string(),
  role: z.enum(['baseline', 'arm']),
  removedComponent: z.enum(componentNames).nullable(),
  /** What an arm changes of the baseline. */
  differences: z.array(differenceSchema),
  /** Numbers that its network holds, statistics of batch normalisation too. */
  parameters: z.int(),
  /** Of all stages; stopping early makes it fewer. */
  epochsAtMost: z.int(),
  /** Of its trials, those that have to be trained. */
  trials: z.int(),
  /** Of one trial with all its epochs, in a slot; null where none like it has ended here. */
  secondsPerTrial: z.number().nullable(),
  /** The trials that the time was taken from; null where there are none. */
  basis: z
    .strictObject({
      /** `network`: backbone, size of images, trained parts and precision are the same. */
      alike: z.enum(['configuration', 'network']),
      trials: z.int().positive(),
    })
    .nullable(),
});

/** What one study would come to. */
const studyForecastSchema = z.strictObject({
  name: z.string(),
  trials: z.int(),
  /** Of them, those that the studies whose results it takes have a result of. */
  same: z.int(),
  /** Of them, those that are not trained either: they predict with the weights of another trial. */
  weightsTaken: z.int(),
  /** That its race can leave out; null where it has none. */
  raceSavesAtMost: z.int().nullable(),
  /** Of a trial, on average over the folds. */
  images: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
  variants: z.array(variantForecastSchema),
  /** Arms of designs that are not trained: another variant is the same. */
  duplicates: z.array(duplicateSchema),
  /** Of all trials that have to be trained, one after the other; null where a time is not known. */
  slotSeconds: z.number().nullable(),
  /** Weights that are kept of all trials. */
  weightsBytes: z.int(),
  /** Of the ensemble on the sealed part, all sets of views together; null where there is none. */
  sealed: z
    .strictObject({
      images: z.int(),
      models: z.int(),
      /** Of each image by each model; models of the baseline that do not vote see fewer. */
      views: z.int(),
      /** What the members say, kept for each set of views. */
      bytes: z.int(),
    })
    .nullable(),
  /** Of one running trial at most; they are removed when it has its result. */
  checkpointBytes: z.int(),
  /** Files of ImageNet weights that its variants begin with. */
  publishedWeights: z.array(
    z.strictObject({
      backbone: z.string(),
      /** The beginning of the addresses of the files; null where there is none. */
      address: z.string().nullable(),
      /** One of them is enough, the first one best; without a checksum none is fetched. */
      files: z.array(z.strictObject({ name: z.string(), checksum: z.string().nullable() })),
    }),
  ),
});
export type StudyForecast = z.infer<typeof studyForecastSchema>;

/** What a study file would come to. Nothing is submitted. */
export const forecastSchema = z.strictObject({
  ...studyForecastSchema.shape,
  /** Stages that follow, each as if the first possible winner won. */
  later: z.array(
    z.strictObject({
      stage: z.string(),
      /** The variant that is taken for the winner; null where none is asked for. */
      winner: z.string().nullable(),
      forecast: studyForecastSchema,
    }),
  ),
});
export type Forecast = z.infer<typeof forecastSchema>;
