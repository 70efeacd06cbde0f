import { oneOf, textOf, type RawSearch } from '../text/search-value.js';
import { measures, type Measure } from './epoch-means.js';

/** What of the curves is shown, as the address says it. */
export interface CurvesChoice {
  /** What the curves are of; left out: balanced accuracy. */
  readonly measure?: Measure | undefined;
  /** Variants whose curve is switched on or off, against the usual, with commas between them. */
  readonly switched?: string | undefined;
  /** Whether single cells are drawn under the means; left out: where they are few. */
  readonly lines?: 'cells' | 'means' | undefined;
  /** Of the means. */
  readonly band?: 'off' | undefined;
}

/** Of the names of some variants. */
const longestList = 4000;

export function readCurvesChoice(raw: RawSearch): CurvesChoice {
  return {
    measure: oneOf(raw['measure'], measures),
    switched: textOf(raw['switched'], longestList),
    lines: oneOf(raw['lines'], { cells: true, means: true }),
    band: oneOf(raw['band'], { off: true }),
  };
}
