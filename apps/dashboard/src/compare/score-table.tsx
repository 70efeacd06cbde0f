import type { CellScoreName, ComparisonAcross, Spread } from '@crossfold/contracts';
import { percent, scoreTitle } from '@crossfold/contracts/page';
import { Link } from '@tanstack/react-router';
import { TableBox } from '../components/table-box.js';
import { count, dash } from '../text/format.js';
import { ComparedName } from './compared-name.js';
import { titleOf } from './compared-titles.js';

const scores: readonly CellScoreName[] = ['balancedAccuracy', 'accuracy', 'macroF1', 'macroRocAuc'];

/** Scores of all cells of each variant, not only of those that are pairs. */
export function ScoreTable({ variants }: ComparisonAcross) {
  const caption = 'Mean ± standard deviation over cells (%)';
  return (
    <TableBox label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">variant</th>
            <th scope="col">cells</th>
            {scores.map((score) => (
              <th key={score} scope="col">
                {scoreTitle(score)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {variants.map((one) => (
            <tr key={titleOf(one)}>
              <th scope="row">
                <Link to="/studies/$studyId" params={{ studyId: one.studyId }} data-row>
                  <ComparedName variant={one} />
                </Link>
              </th>
              <td>{`${count(one.cells.succeeded)} of ${count(one.cells.planned)}`}</td>
              {scores.map((score) => (
                <td key={score}>{one.scores ? spreadText(one.scores[score]) : dash}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function spreadText({ mean, sd }: Spread): string {
  return sd === null ? percent(mean) : `${percent(mean)} ± ${percent(sd)}`;
}
