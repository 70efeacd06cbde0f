import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { predictionRowsQuery, type PredictionRow } from '../api/lesion-queries.js';
import { Loading, PartProblem } from '../components/problem.js';
import { TableBox } from '../components/table-box.js';
import { TableHead } from '../components/table-head.js';
import { percent, plural } from '../text/format.js';

/** More rows than this are in the table of predictions. */
const maxShown = 200;

/** Images of a class that a variant takes for a class, most confident first, each with its group. */
export function ConfusedImages({
  studyId,
  variant,
  label,
  predicted,
}: {
  readonly studyId: string;
  readonly variant: string;
  readonly label: string;
  readonly predicted: string;
}) {
  const filter = { variant, label, predicted };
  const { data, error, refetch } = useQuery(predictionRowsQuery(studyId, filter));
  if (error) return <PartProblem error={error} retry={() => void refetch()} />;
  if (!data) return <Loading what="the images" />;
  const share = (row: PredictionRow) => row[`p_${predicted}`] ?? 0;
  const rows = [...data].sort((a, b) => share(b) - share(a)).slice(0, maxShown);
  const first = rows.length < data.length ? `, the ${rows.length} most confident` : '';
  const caption = `${variant}: ${plural(data.length, 'answer')} ${predicted} for ${label}${first}`;
  return (
    <TableBox label={caption}>
      <table>
        <caption>{caption}</caption>
        <TableHead
          columns={['image', 'trial', `probability of ${predicted} (%)`, `of ${label} (%)`]}
        />
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.trial} ${row.image}`}>
              <th scope="row">
                <Link
                  to="/studies/$studyId/groups/$groupId"
                  params={{ studyId, groupId: row.group }}
                  data-row
                >
                  {row.image}
                </Link>
              </th>
              <td>{row.trial}</td>
              <td>{percent(share(row))}</td>
              <td>{percent(row[`p_${label}`])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
