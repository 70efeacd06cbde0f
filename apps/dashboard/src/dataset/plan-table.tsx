import type { DatasetPlanList, DatasetView } from '@crossfold/contracts';
import { foldsText } from '@crossfold/contracts/page';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { datasetPlansQuery } from '../api/dataset-queries.js';
import { Loading, PartProblem } from '../components/problem.js';
import { TableBox } from '../components/table-box.js';
import { TableHead } from '../components/table-head.js';
import { count, dash, percent, plural } from '../text/format.js';

type Plan = DatasetPlanList['plans'][number];

/** The fold plans by which studies split a data set: what each leaks, and who uses it. */
export function PlanTable({ dataset }: { readonly dataset: DatasetView }) {
  const query = useQuery(datasetPlansQuery(dataset.name));
  if (query.error) return <PartProblem error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="the fold plans" />;
  const { plans } = query.data;
  if (plans.length === 0) {
    return (
      <p className="empty">
        No study splits it yet. A study makes one, and so does{' '}
        <code>npx crossfold plan {dataset.name}</code>.
      </p>
    );
  }
  const caption = plural(plans.length, 'fold plan');
  return (
    <TableBox label={caption}>
      <table className="text">
        <caption>{caption}</caption>
        <TableHead columns={['plan', 'protocol', 'folds', 'leak', 'sealed', 'studies']} />
        <tbody>
          {plans.map((plan) => (
            <PlanRow
              key={plan.foldPlanSha256}
              plan={plan}
              isOfToday={plan.manifestSha256 === dataset.manifestSha256}
            />
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function PlanRow({ plan, isOfToday }: { readonly plan: Plan; readonly isOfToday: boolean }) {
  const { foldPlanSha256, options, leak, sealedImages, studyIds } = plan;
  const { leakedImages, poolImages } = leak;
  return (
    <tr>
      <th scope="row">
        <code title={foldPlanSha256}>{foldPlanSha256.slice(0, 12)}</code>
        {!isOfToday && <small>of an earlier content of the data set</small>}
      </th>
      <td>{options.protocol}</td>
      <td>
        <span data-label="folds">
          {foldsText(options)}, seed {options.seed}
        </span>
      </td>
      <td>
        <span data-label="leak" className={leakedImages > 0 ? 'leak' : undefined}>
          {leakedImages === 0
            ? 'none'
            : `${count(leakedImages)} of ${count(poolImages)} test images (${percent(leakedImages / poolImages)} %)`}
        </span>
      </td>
      <td>
        <span data-label="sealed">
          {sealedImages === null ? dash : plural(sealedImages, 'image')}
        </span>
      </td>
      <td>
        {studyIds.map((studyId) => (
          <div key={studyId}>
            <Link to="/studies/$studyId" params={{ studyId }}>
              {studyId}
            </Link>
          </div>
        ))}
      </td>
    </tr>
  );
}
