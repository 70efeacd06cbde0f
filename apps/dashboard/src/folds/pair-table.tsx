import type { ScoreName } from '@crossfold/contracts/page';
import { Link } from '@tanstack/react-router';
import { CopyTable } from '../components/copy-table.js';
import { ScrollBox } from '../components/scroll-box.js';
import { useStudy } from '../live/use-study.js';
import { valueText } from '../matrix/cell-text.js';
import type { CellPair } from './pair-cells.js';

/** The numbers of the slope plot; each row leads to the trial of the arm. */
export function PairTable({
  caption,
  pairs,
  names: [reference, arm],
  metric,
}: {
  readonly caption: string;
  readonly pairs: readonly CellPair[];
  /** Of the reference and of the arm. */
  readonly names: readonly [string, string];
  readonly metric: ScoreName;
}) {
  const { store } = useStudy();
  const { studyId } = store;
  const columns = ['fold and seed', reference, arm, 'difference', ''];
  const textsOf = (pair: CellPair) => [
    valueText(pair.reference, { metric, isDifference: false }),
    valueText(pair.arm, { metric, isDifference: false }),
    valueText(pair.difference, { metric, isDifference: true }),
    pair.isOutlier ? 'far from the others' : '',
  ];
  return (
    <div className="with-copy">
      <CopyTable
        what={caption}
        table={() => ({ columns, rows: pairs.map((pair) => [pair.title, ...textsOf(pair)]) })}
      />
      <ScrollBox label={caption}>
        <table>
          <caption>{caption}</caption>
          <thead>
            <tr>
              {columns.map((title, i) =>
                title === '' ? (
                  <td key={i} />
                ) : (
                  <th key={i} scope="col">
                    {title}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {pairs.map((pair) => (
              <tr key={pair.trialId}>
                <th scope="row">
                  <Link
                    to="/studies/$studyId/trials/$trialId"
                    params={{ studyId, trialId: pair.trialId }}
                  >
                    {pair.title}
                  </Link>
                </th>
                {textsOf(pair).map((text, i) => (
                  <td key={i}>{text}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </div>
  );
}
