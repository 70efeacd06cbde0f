import { changeField, isFields, mapFields, renameFields, type Fields } from '../old-fields.js';
import { upgradeFoldPlan } from './version-1.js';

/*
 * The sealed part was called the test part, which is also what a fold holds out. Upgrades of the
 * documents that say so.
 */

/** Of a fold plan: its hash stays that of what is stored. */
export function upgradeSealedFolds({ assignments, ...rest }: Fields): Fields {
  return {
    ...upgradeOptions(rest),
    assignments: mapFields(assignments, (row) =>
      row['fold'] === 'test' ? { ...row, fold: 'sealed' } : row,
    ),
  };
}

/** Of a study, with the file that was sent, which can be sent once more. */
export function upgradeStudyWords(study: Fields): Fields {
  return changeField(upgradePlanOptions(study), 'spec', renameShare);
}

/** Of what says by which plan it was made. */
export function upgradePlanOptions(document: Fields): Fields {
  return changeField(document, 'foldPlan', upgradeOptions);
}

function upgradeOptions(plan: Fields): Fields {
  return changeField(plan, 'options', renameShare);
}

function renameShare(fields: Fields): Fields {
  return renameFields(fields, { testShare: 'sealedShare' });
}

/** A plan from outside in the newest version, where it is one that crossfold wrote earlier. */
export function upgradeForeignPlan(value: unknown): unknown {
  if (!isFields(value)) return value;
  if (value['schemaVersion'] === 1) {
    return upgradeForeignPlan({ ...upgradeFoldPlan(value), schemaVersion: 2 });
  }
  if (value['schemaVersion'] !== 2) return value;
  return { ...upgradeSealedFolds(value), schemaVersion: 3 };
}
