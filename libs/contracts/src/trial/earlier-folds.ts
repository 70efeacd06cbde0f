import { isFields, type Fields } from '../old-fields.js';

/*
 * The fold of a trial was counted over all repeats of its plan. How many folds a repeat has stands
 * in the study, not in the documents of its trials: see `placeOfStored`.
 */

/** Of a receipt, and of predictions on inner validation. */
export function upgradeFold(document: Fields): Fields {
  return { ...document, repeat: null };
}

/** Objects of its trials lie under the ids of before. */
export function upgradeTrialIds(study: Fields): Fields {
  const { foldPlan } = study;
  const options = isFields(foldPlan) ? foldPlan['options'] : undefined;
  const hasRepeats = isFields(options) && options['repeats'] !== undefined;
  return hasRepeats ? { ...study, trialIds: 'split' } : study;
}
