import type { LabelTable } from '../../importers/importer.js';

/** Labels of ISIC 2019. BCN20000, a part of which it holds, has the same. */
export const isic2019Labels = {
  MEL: 'mel',
  NV: 'nv',
  BCC: 'bcc',
  AK: 'akiec',
  BKL: 'bkl',
  DF: 'df',
  VASC: 'vasc',
  SCC: null,
  UNK: null,
} as const satisfies LabelTable;

/** Clinical diagnosis of PH2: common nevus, atypical nevus, melanoma. */
export const ph2Labels = { '0': 'nv', '1': 'nv', '2': 'mel' } as const satisfies LabelTable;

export const padUfes20Labels = {
  ACK: 'akiec',
  BCC: 'bcc',
  SEK: 'bkl',
  MEL: 'mel',
  NEV: 'nv',
  SCC: null,
} as const satisfies LabelTable;

/** Diagnoses of Derm7pt. Actinic keratosis does not occur in it. */
export const derm7ptLabels = {
  'basal cell carcinoma': 'bcc',
  'blue nevus': 'nv',
  'clark nevus': 'nv',
  'combined nevus': 'nv',
  'congenital nevus': 'nv',
  'dermal nevus': 'nv',
  'recurrent nevus': 'nv',
  'reed or spitz nevus': 'nv',
  dermatofibroma: 'df',
  melanoma: 'mel',
  'melanoma (in situ)': 'mel',
  'melanoma (less than 0.76 mm)': 'mel',
  'melanoma (0.76 to 1.5 mm)': 'mel',
  'melanoma (more than 1.5 mm)': 'mel',
  'melanoma metastasis': 'mel',
  lentigo: 'bkl',
  'seborrheic keratosis': 'bkl',
  'vascular lesion': 'vasc',
  melanosis: null,
  miscellaneous: null,
} as const satisfies LabelTable;
