import type { StudyOutlook } from '@crossfold/contracts';
import { Link } from '@tanstack/react-router';
import { TableBox } from '../components/table-box.js';
import { TableHead } from '../components/table-head.js';
import { count, dash, moment } from '../text/format.js';

const columns = ['study', 'trials left', 'begins', 'ends', 'slot hours left', 'cost'];

/** When each study begins and ends. */
export function OutlookTable({ studies }: { readonly studies: readonly StudyOutlook[] }) {
  return (
    <TableBox label="When studies end">
      <table className="text outlook">
        <caption>When studies end, if nothing else is submitted</caption>
        <TableHead columns={columns} />
        <tbody>
          {studies.map((study) => (
            <OutlookRow key={study.studyId} study={study} />
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function OutlookRow({ study }: { readonly study: StudyOutlook }) {
  const { studyId, trialsLeft, startsAt, endsAt, slotHoursLeft, cost } = study;
  return (
    <tr>
      <th scope="row">
        <Link to="/studies/$studyId" params={{ studyId }} data-row>
          {studyId}
        </Link>
      </th>
      <td>
        <span data-label="trials left">{count(trialsLeft)}</span>
      </td>
      <td>
        <span data-label="begins">
          {startsAt === null ? 'no worker may train it' : moment(startsAt)}
        </span>
      </td>
      <td>
        <span data-label="ends">{endsAt === null ? 'not known yet' : moment(endsAt.expected)}</span>
        {endsAt !== null && (
          <small>{`between ${moment(endsAt.earliest)} and ${moment(endsAt.latest)}`}</small>
        )}
      </td>
      <td>
        <span data-label="slot hours left">
          {slotHoursLeft === null ? dash : slotHoursLeft.toFixed(2)}
        </span>
      </td>
      <td>
        <span data-label="cost">{cost === null ? dash : cost.toFixed(2)}</span>
      </td>
    </tr>
  );
}
