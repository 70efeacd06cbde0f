import { isFields, mapFields, renameFields, type Fields } from '../old-fields.js';
import type { LabelScheme, MetadataColumn } from './label-scheme.js';

/*
 * The first version of manifests and fold plans knew one set of classes, which they did
 * not have to say. What was stored then is read as what would be written now; nothing of it is
 * written again, so that its hash stays its name.
 */

/** The classes that every document of the first version is about. */
export const firstScheme = {
  classes: ['akiec', 'bcc', 'bkl', 'df', 'mel', 'nv', 'vasc'],
  classTitles: {
    akiec: 'actinic keratosis',
    bcc: 'basal cell carcinoma',
    bkl: 'benign keratosis',
    df: 'dermatofibroma',
    mel: 'melanoma',
    nv: 'nevus',
    vasc: 'vascular lesion',
  },
  positive: { title: 'malignant', classes: ['akiec', 'bcc', 'mel'] },
  group: { one: 'lesion', many: 'lesions', labels: 'one' },
} satisfies LabelScheme;

export const firstColumns = [
  { name: 'dxType', type: 'text' },
  { name: 'age', type: 'number', min: 0, max: 130, unit: 'years' },
  { name: 'sex', type: 'text' },
  { name: 'localization', type: 'text' },
  { name: 'collection', type: 'text' },
] satisfies MetadataColumn[];

export function upgradeManifest({ images, problems, ...rest }: Fields): Fields {
  return {
    ...rest,
    ...firstScheme,
    columns: firstColumns,
    images: mapFields(images, upgradeImage),
    problems: mapFields(problems, upgradeProblem),
  };
}

export function upgradeFoldPlan({ assignments, ...rest }: Fields): Fields {
  return { ...rest, ...firstScheme, assignments: mapFields(assignments, renameLabels) };
}

export function upgradePointer(pointer: Fields): Fields {
  return renameFields(pointer, { lesions: 'groups' });
}

export function upgradeCrossEvaluation({ dropped, ...rest }: Fields): Fields {
  const upgradeReason = (entry: Fields) =>
    entry['reason'] === 'trained-lesion' ? { ...entry, reason: 'trained-group' } : entry;
  return { ...rest, dropped: mapFields(dropped, upgradeReason) };
}

/** What it counted of each class were lesions; all else is made when it is read. */
export function upgradeReport({ classSizes, caveats: _, ...rest }: Fields): Fields {
  const upgradeSize = (size: unknown) =>
    isFields(size) ? renameFields(size, { lesions: 'groups' }) : size;
  return {
    ...rest,
    ...(classSizes !== undefined && {
      classSizes: mapFields(classSizes, (entry) => ({
        ...entry,
        pool: upgradeSize(entry['pool']),
        sealed: upgradeSize(entry['sealed']),
      })),
    }),
  };
}

/** What the masks took of an image was called after what they marked. */
export function upgradeExplanation({ classes, whole, pictures, ...rest }: Fields): Fields {
  const upgradeShare = (value: unknown) =>
    isFields(value) ? renameFields(value, { lesionShare: 'maskShare' }) : value;
  return {
    ...rest,
    ...(whole !== undefined && { whole: upgradeShare(whole) }),
    pictures: mapFields(pictures, (picture) => renameFields(picture, { lesionShare: 'maskShare' })),
    classes: mapFields(classes, (row) => ({
      ...row,
      all: upgradeShare(row['all']),
      right: upgradeShare(row['right']),
      wrong: upgradeShare(row['wrong']),
    })),
  };
}

function upgradeImage(image: Fields): Fields {
  const { dxType, ageYears, sex, localization, collection, ...rest } = renameLabels(image);
  const facts = Object.entries({ dxType, age: ageYears, sex, localization, collection });
  const known = facts.filter(([, fact]) => fact !== null && fact !== undefined);
  return { ...rest, metadata: Object.fromEntries(known) };
}

const problemKinds: Readonly<Record<string, string>> = {
  'conflicting-diagnosis': 'conflicting-label',
  'missing-lesion': 'missing-group',
  'invalid-age': 'invalid-value',
  'in-ham10000': 'in-other-set',
};

function upgradeProblem(problem: Fields): Fields {
  const { kind } = problem;
  return { ...problem, kind: typeof kind === 'string' ? (problemKinds[kind] ?? kind) : kind };
}

function renameLabels(fields: Fields): Fields {
  return renameFields(fields, { lesionId: 'groupId', dx: 'label' });
}
