import type { ComparisonAcross } from '@crossfold/contracts';
import { SlopeChart } from '../charts/slope-chart.js';
import { percent } from '../text/format.js';
import { foldTitle, titleOf } from './compared-titles.js';

/** A line for each fold over the compared variants, seeds averaged. */
export function FoldSlopes({
  folds,
  variants,
  widthPx,
}: Pick<ComparisonAcross, 'folds' | 'variants'> & { readonly widthPx: number }) {
  return (
    <SlopeChart
      lines={folds.map(({ repeat, fold, values }) => ({
        key: foldTitle({ repeat, fold }),
        title: foldTitle({ repeat, fold }),
        short: repeat === 0 ? `f${fold}` : `r${repeat} f${fold}`,
        values,
      }))}
      places={variants.map((one) => ({ title: titleOf(one) }))}
      label={`Balanced accuracy by fold, ${folds.length} folds over ${variants.length} variants; the table below has the numbers`}
      widthPx={widthPx}
      write={percent}
    />
  );
}
