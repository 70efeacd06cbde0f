import {
  AppError,
  overlapReasons,
  type FoldPlan,
  type ImageRecord,
  type Manifest,
  type OverlapReason,
} from '@crossfold/contracts';
import { nameSome } from '../name-some.js';

export interface TargetImages {
  /** Images that no model of the study can have seen, in the order of the manifest. */
  readonly images: readonly ImageRecord[];
  /** The others by reason, none without an image. */
  readonly dropped: readonly { readonly reason: OverlapReason; readonly images: number }[];
}

/**
 * The images of a data set on which models of a study may be scored: without those that share their
 * bytes, their group or their patient with the folds that the models were trained on, and without
 * those that the study has sealed, which only its own ensemble opens.
 *
 * @param source what the study was trained on
 */
export function selectTargetImages(
  target: Manifest,
  source: Manifest,
  plan: Pick<FoldPlan, 'assignments'>,
): TargetImages {
  const parts = new Map(plan.assignments.map(({ imageId, fold }) => [imageId, fold === 'sealed']));
  const sealed = identitiesOf(source.images.filter(({ imageId }) => parts.get(imageId) === true));
  const trained = identitiesOf(source.images.filter(({ imageId }) => parts.get(imageId) === false));
  const reasons = target.images.map((image) => overlapOf(image, trained, sealed));
  return {
    images: target.images.filter((_, i) => reasons[i] === null),
    dropped: overlapReasons
      .map((reason) => ({ reason, images: reasons.filter((found) => found === reason).length }))
      .filter(({ images }) => images > 0),
  };
}

interface Identities {
  readonly bytes: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
  readonly patients: ReadonlySet<string>;
}

function identitiesOf(images: readonly ImageRecord[]): Identities {
  return {
    bytes: new Set(images.map(({ sha256 }) => sha256)),
    groups: new Set(images.map(({ groupId }) => groupId)),
    patients: new Set(images.flatMap(({ patientId }) => patientId ?? [])),
  };
}

function overlapOf(
  image: ImageRecord,
  trained: Identities,
  sealed: Identities,
): OverlapReason | null {
  const isOf = ({ bytes, groups, patients }: Identities) =>
    (
      [
        [bytes.has(image.sha256), 'trained-bytes'],
        [groups.has(image.groupId), 'trained-group'],
        [image.patientId !== undefined && patients.has(image.patientId), 'trained-patient'],
      ] as const
    )
      .filter(([found]) => found)
      .map(([, reason]) => reason);
  return isOf(trained)[0] ?? (isOf(sealed).length > 0 ? 'sealed' : null);
}

/** Data sets by name, and the classes that the models of the source tell apart. */
interface NamedSets {
  readonly source: string;
  readonly target: string;
  readonly classes: readonly string[];
}

/**
 * Refuses images with labels that no model of the study can answer: they would be wrong whatever it
 * answers.
 *
 * @throws AppError DATASET_INVALID
 */
export function assertKnownLabels(
  images: readonly Pick<ImageRecord, 'label'>[],
  { source, target, classes }: NamedSets,
): void {
  const known = new Set(classes);
  const unknown = [...new Set(images.map(({ label }) => label))].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new AppError(
    'DATASET_INVALID',
    `expected labels of ${source} for the images of ${target}, got ${nameSome(unknown)}`,
    {
      remedy: `Add ${target} with a mapping that names its labels as ${source} does: --mapping FILE.`,
    },
  );
}
