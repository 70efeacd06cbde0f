import type { ComparedVariant, ComparisonAcross } from '@crossfold/contracts';
import { probability, signed, verdictTexts, withInterval } from '@crossfold/contracts/page';
import { TableBox } from '../components/table-box.js';
import { TableHead } from '../components/table-head.js';
import { count, dash } from '../text/format.js';
import { ComparedName } from './compared-name.js';
import { titleOf } from './compared-titles.js';

/** What each variant is beside the first: difference, interval, p and verdict. */
export function DifferenceTable({ variants, marginPoints }: ComparisonAcross) {
  const [first, ...others] = variants;
  if (!first) return null;
  const caption = `Balanced accuracy: each variant minus ${titleOf(first)} (points), 95 % intervals`;
  return (
    <>
      <TableBox label={caption}>
        <table>
          <caption>{caption}</caption>
          <TableHead columns={['variant', 'pairs', 'difference', 'p', 'p (Holm)', 'verdict']} />
          <tbody>
            {others.map((one) => (
              <DifferenceRow key={titleOf(one)} variant={one} />
            ))}
          </tbody>
        </table>
      </TableBox>
      <p className="quiet">
        Paired by repeat, fold and seed. The corrected resampled t-test heeds that folds share
        training images; p is adjusted over what is compared here alone, not over all that was ever
        looked at. Practically equal: within ±{marginPoints} points.
      </p>
    </>
  );
}

function DifferenceRow({ variant }: { readonly variant: ComparedVariant }) {
  const { comparison } = variant;
  return (
    <tr>
      <th scope="row">
        <ComparedName variant={variant} />
      </th>
      {comparison ? (
        <>
          <td>{count(comparison.pairs)}</td>
          <td>{withInterval(signed, comparison.difference, comparison.interval)}</td>
          <td>{probability(comparison.p)}</td>
          <td>{probability(comparison.adjustedP)}</td>
          <td>{comparison.verdict === null ? dash : verdictTexts[comparison.verdict]}</td>
        </>
      ) : (
        <td colSpan={5}>{whyNot(variant)}</td>
      )}
    </tr>
  );
}

function whyNot({ unlike, cells }: ComparedVariant): string {
  if (cells.succeeded === 0) return 'none of its cells has succeeded yet';
  return unlike.length > 0
    ? 'its cells are no pairs of those of the first'
    : 'no cell that both have';
}
