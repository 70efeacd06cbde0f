import { changeField, mapFields, renameFields, type Fields } from '../old-fields.js';

/*
 * Documents of the first versions called the scores of the positive group after the malignant
 * classes. That they lack scores which came later, the schema sees to.
 */

/** What scores were called before data sets named their positive group. */
const earlierNames = {
  malignantRocAuc: 'positiveRocAuc',
  malignantSensitivity: 'positiveSensitivity',
};

function upgradeScores(stored: Fields): Fields {
  return renameFields(stored, earlierNames);
}

function upgradeEvaluation(evaluation: Fields): Fields {
  return changeField(evaluation, 'scores', upgradeScores);
}

/** Of a receipt, and of an ensemble. */
export function upgradeEvaluated(document: Fields): Fields {
  return changeField(document, 'evaluation', upgradeEvaluation);
}

export function upgradeEndScores({ ends, ...rest }: Fields): Fields {
  return { ...rest, ends: mapFields(ends, (end) => changeField(end, 'scores', upgradeScores)) };
}

/** Its ensemble is a document of its own version. */
export function upgradeReportScores({ variants, ...rest }: Fields): Fields {
  const report = {
    ...rest,
    variants: mapFields(variants, (variant) =>
      changeField(changeField(variant, 'pooled', upgradeEvaluation), 'overCells', upgradeSpread),
    ),
  };
  return changeField(report, 'ensemble', (ensemble) => ({
    ...upgradeEvaluated(ensemble),
    schemaVersion: 2,
  }));
}

/** Ensemble and openings got sets of views, and are documents of their own versions. */
export function upgradeReportParts({ sealedOpenings, ...rest }: Fields): Fields {
  return changeField(
    {
      ...rest,
      ...(sealedOpenings !== undefined && {
        sealedOpenings: mapFields(sealedOpenings, (one) => ({ ...one, schemaVersion: 2 })),
      }),
    },
    'ensemble',
    (ensemble) => ({ ...ensemble, schemaVersion: 3 }),
  );
}

/** The deviations are of some scores alone. */
function upgradeSpread(overCells: Fields): Fields {
  const mean = changeField(overCells, 'mean', upgradeScores);
  return changeField(mean, 'sd', (sd) => renameFields(sd, earlierNames));
}
