import {
  AppError,
  minClasses,
  maxClasses,
  nearestWord,
  type GroupWords,
  type LabelScheme,
} from '@crossfold/contracts';
import { groupRows } from '../group-rows.js';
import { nameSome } from '../name-some.js';
import { compareText } from '../text-order.js';

/** What is said of a data set beside its labels. */
export interface SchemeOptions {
  /** The classes in their order, where the labels alone do not say it. */
  readonly classes?: readonly string[] | undefined;
  readonly classTitles?: Readonly<Record<string, string>> | undefined;
  readonly positive?: LabelScheme['positive'] | undefined;
  readonly group: GroupWords | null;
}

/**
 * The scheme of a data set that no profile knows: each label of its images is a class. Classes are
 * in alphabetical order, or by number where all are numbers.
 *
 * @param labels of all images that can be found
 * @throws AppError DATASET_INVALID for too few or too many classes, a class of one image, or a
 *   positive class that is none
 */
export function deriveScheme(labels: readonly string[], options: SchemeOptions): LabelScheme {
  const classes = options.classes ?? sortLabels([...new Set(labels)]);
  assertClassCount(classes);
  assertClassSizes(labels, classes);
  const titles = Object.entries(options.classTitles ?? {});
  for (const [name] of titles) assertClass(name, classes, 'classTitles');
  const { positive = null, group } = options;
  const scheme = {
    classes: [...classes],
    classTitles: Object.fromEntries(titles),
    positive: null,
    group,
  };
  if (positive === null) return scheme;
  const { title } = positive;
  const named = withPositiveClasses(scheme, positive.classes);
  return { ...named, positive: { title, classes: positive.classes } };
}

/**
 * A scheme with other positive classes.
 *
 * @throws AppError DATASET_INVALID for one that is no class
 */
export function withPositiveClasses(scheme: LabelScheme, names: readonly string[]): LabelScheme {
  for (const name of names) assertClass(name, scheme.classes, 'the positive classes');
  return { ...scheme, positive: positiveGroup(names) };
}

/** Named after the only class, where there is one. */
function positiveGroup(classes: readonly string[]): LabelScheme['positive'] {
  const [first = 'positive', ...others] = classes;
  const title = others.length === 0 ? first.slice(0, longestTitle) : 'positive';
  return { title, classes: [...classes] };
}

const longestTitle = 40;

/** What a group is, after the name of its column: `lesion_id` has lesions. */
export function wordsOfColumn(column: string): GroupWords {
  const bare = column
    .replace(/[\s_-]*(ids?|no|nr|number|key|name)$/i, '')
    .replaceAll(/[_\s]+/g, ' ');
  const one = (bare.trim() || column).toLowerCase();
  return { one, many: pluralOf(one), labels: 'any' };
}

function pluralOf(word: string): string {
  if (/[^s]s$/.test(word)) return word;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

function sortLabels(labels: readonly string[]): string[] {
  const isNumbered = labels.every((label) => /^\d{1,9}$/.test(label));
  return labels.toSorted(isNumbered ? (a, b) => Number(a) - Number(b) : compareText);
}

function assertClassCount(classes: readonly string[]): void {
  if (classes.length >= minClasses && classes.length <= maxClasses) return;
  const found = classes.length > 3 ? `${classes.length}` : classes.join(', ') || 'none';
  throw new AppError(
    'DATASET_INVALID',
    `expected ${minClasses} to ${maxClasses.toLocaleString('en')} classes, got ${classes.length === 1 ? `one only: ${found}` : found}`,
    {
      remedy:
        classes.length > maxClasses
          ? 'Name another column of labels, or put several labels into one class: --mapping FILE.'
          : 'Add images of another class, or name another column of labels: --labels COLUMN.',
    },
  );
}

/**
 * @throws AppError DATASET_INVALID for classes of one image: it cannot be learnt from and be tested
 *   with
 */
export function assertClassSizes(labels: readonly string[], classes: readonly string[]): void {
  const images = groupRows(labels, (label) => label);
  const scarce = classes.filter((name) => (images.get(name)?.length ?? 0) < 2);
  if (scarce.length === 0) return;
  const sizes = scarce.map((name) => `${name} has ${images.get(name)?.length ?? 0}`);
  throw new AppError(
    'DATASET_INVALID',
    `expected two images or more of each class, got fewer for ${scarce.length}: ${nameSome(sizes)}`,
    {
      problems: sizes,
      remedy: 'Add images of the class, or leave it out or join it with another: --mapping FILE.',
    },
  );
}

function assertClass(name: string, classes: readonly string[], where: string): void {
  if (classes.includes(name)) return;
  const nearest = nearestWord(name, classes);
  const hint = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  throw new AppError(
    'DATASET_INVALID',
    `expected classes of the data set for ${where}, got "${name}"${hint}`,
    { remedy: `Its classes are ${nameSome([...classes])}.` },
  );
}
