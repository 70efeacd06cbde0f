import type { FleetForecast, QueuedJob } from '@crossfold/contracts';
import { Link } from '@tanstack/react-router';
import { TableBox } from '../components/table-box.js';
import { TableHead } from '../components/table-head.js';
import { beginText } from './begin-text.js';
import { count, moment } from '../text/format.js';

const columns = ['place', 'job', 'study', 'priority', 'waits because', 'begins'];

/** Jobs in the order in which workers take them. */
export function QueueTable({
  jobs,
  total,
  forecast,
}: {
  readonly jobs: readonly QueuedJob[];
  /** Of all pages. */
  readonly total: number;
  readonly forecast: FleetForecast | undefined;
}) {
  const shown = jobs.length < total ? `first ${count(jobs.length)} of ` : '';
  const caption = `${shown}${count(total)} waiting, next first`;
  return (
    <TableBox label={caption}>
      <table className="text queue">
        <caption>{caption}</caption>
        <TableHead columns={columns} />
        <tbody>
          {jobs.map((job) => (
            <JobRow key={job.position} job={job} forecast={forecast} />
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function JobRow({
  job,
  forecast,
}: {
  readonly job: QueuedJob;
  readonly forecast: FleetForecast | undefined;
}) {
  const { position, kind, studyId, trialId, priority, text, until } = job;
  return (
    <tr>
      <th scope="row">{count(position)}</th>
      <td>
        {studyId !== null && trialId !== null ? (
          <Link to="/studies/$studyId/trials/$trialId" params={{ studyId, trialId }} data-row>
            {trialId}
          </Link>
        ) : (
          kind
        )}
      </td>
      <td>
        {studyId !== null && (
          <Link to="/studies/$studyId" params={{ studyId }}>
            {studyId}
          </Link>
        )}
      </td>
      <td>
        <span data-label="priority">{priority === null ? 'before all trials' : priority}</span>
      </td>
      <td>
        {text}
        {until !== null && <small> until {moment(until)}</small>}
      </td>
      <td>
        <span data-label="begins">{beginText(job, forecast)}</span>
      </td>
    </tr>
  );
}
