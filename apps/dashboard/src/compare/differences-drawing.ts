import type { ComparisonAcross, IntervalsDrawing } from '@crossfold/contracts';
import { verdictTexts } from '@crossfold/contracts/page';
import { titleOf } from './compared-titles.js';

/** The differences as a forest plot, in points. */
export function differencesDrawing({ variants, marginPoints }: ComparisonAcross): IntervalsDrawing {
  const [first] = variants;
  return {
    form: 'intervals',
    rows: variants.flatMap((one) => {
      const { comparison } = one;
      if (!comparison) return [];
      const { difference, interval, verdict } = comparison;
      return [
        {
          name: titleOf(one),
          value: 100 * difference,
          interval: interval && [100 * interval[0], 100 * interval[1]],
          second: null,
          remark: verdict === null ? '' : verdictTexts[verdict],
          isEmphasised: verdict === 'helps' || verdict === 'hurts',
        },
      ];
    }),
    reference: { value: 0, title: first ? titleOf(first) : '' },
    band: [-marginPoints, marginPoints],
    axis: { title: 'balanced accuracy, difference in points' },
  };
}
