import { textOf, type RawSearch } from '../text/search-value.js';

/** By what is predicted; left out where nothing is chosen. */
export interface PredictSearch {
  readonly studyId?: string | undefined;
  /** One trial; left out for the ensemble of the study. */
  readonly trialId?: string | undefined;
  readonly byClass?: string | undefined;
  /** Of the conformal sets, in hundredths. */
  readonly coverage?: string | undefined;
  /** "no": where the models look is not drawn. */
  readonly maps?: string | undefined;
}

export function readPredictSearch(raw: RawSearch): PredictSearch {
  return {
    studyId: textOf(raw['studyId'], 100),
    trialId: textOf(raw['trialId'], 200),
    byClass: raw['byClass'] === 'yes' ? 'yes' : undefined,
    maps: raw['maps'] === 'no' ? 'no' : undefined,
    coverage: coverages.find((one) => one === raw['coverage']),
  };
}

export const coverages = ['80', '90', '95', '99'] as const;
export const usualCoverage = '90';
