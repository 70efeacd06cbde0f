import type { ComparisonAcross } from '@crossfold/contracts';
import { TableBox } from '../components/table-box.js';
import { percent } from '../text/format.js';
import { ComparedName } from './compared-name.js';
import { foldTitle, titleOf } from './compared-titles.js';

/** The numbers of the slope plot. */
export function FoldTable({ folds, variants }: ComparisonAcross) {
  const caption = 'Balanced accuracy by fold, seeds averaged (%)';
  return (
    <TableBox label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">fold</th>
            {variants.map((one) => (
              <th key={titleOf(one)} scope="col">
                <ComparedName variant={one} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {folds.map((fold) => (
            <tr key={foldTitle(fold)}>
              <th scope="row">{foldTitle(fold)}</th>
              {fold.values.map((value, i) => (
                <td key={i}>{percent(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
