import type { LabelScheme, MetadataColumn } from '@crossfold/contracts';

/** The seven diagnoses of HAM10000, in alphabetical order. */
export const diagnosisClasses = ['akiec', 'bcc', 'bkl', 'df', 'mel', 'nv', 'vasc'] as const;
export type DiagnosisClass = (typeof diagnosisClasses)[number];

export const ham10000Scheme = {
  classes: [...diagnosisClasses],
  classTitles: {
    akiec: 'actinic keratosis',
    bcc: 'basal cell carcinoma',
    bkl: 'benign keratosis',
    df: 'dermatofibroma',
    mel: 'melanoma',
    nv: 'nevus',
    vasc: 'vascular lesion',
  } satisfies Record<DiagnosisClass, string>,
  /** What calls for treatment: actinic keratosis or carcinoma in situ, carcinoma, melanoma. */
  positive: { title: 'malignant', classes: ['akiec', 'bcc', 'mel'] },
  group: { one: 'lesion', many: 'lesions', labels: 'one' },
} satisfies LabelScheme;

export const ham10000Columns = [
  /** How the label was made. */
  { name: 'dxType', type: 'text' },
  { name: 'age', type: 'number', min: 0, max: 130, unit: 'years' },
  { name: 'sex', type: 'text' },
  { name: 'localization', type: 'text' },
  /** Which clinic or camera it comes from, where the set says so. */
  { name: 'collection', type: 'text' },
] satisfies MetadataColumn[];
