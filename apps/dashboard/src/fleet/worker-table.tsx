import type { WorkerView } from '@crossfold/contracts';
import { Link } from '@tanstack/react-router';
import { TableBox } from '../components/table-box.js';
import { TableHead } from '../components/table-head.js';
import { count, dash, duration, moment, plural } from '../text/format.js';

/** Three heartbeats: then its lock runs out, and others take its trials. */
const silentSeconds = 15;

const columns = ['worker', 'state', 'slots', 'trains', 'images/s', 'heartbeat', 'since'];

/** @param now milliseconds since 1970, when `workers` was read */
export function WorkerTable({
  workers,
  now,
}: {
  readonly workers: readonly WorkerView[];
  readonly now: number;
}) {
  const caption = plural(workers.length, 'worker');
  return (
    <TableBox label={caption}>
      <table className="text workers">
        <caption>{caption}</caption>
        <TableHead columns={columns} />
        <tbody>
          {workers.map((worker) => (
            <WorkerRow key={worker.id} worker={worker} now={now} />
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function WorkerRow({ worker, now }: { readonly worker: WorkerView; readonly now: number }) {
  const { id, host, device, slots, labels, trials, imagesPerSecond, lastSeenAt, startedAt } =
    worker;
  const silence = Math.max(0, now - Date.parse(lastSeenAt)) / 1000;
  const told = Object.entries(labels).map(([name, label]) => `${name}=${label}`);
  const place = [host, device, ...told].filter((part) => part !== null).join(' · ');
  return (
    <tr>
      <th scope="row">
        {id}
        <small>{place === '' ? 'of an earlier version, which says no more' : place}</small>
      </th>
      <td>
        <WorkerState worker={worker} silence={silence} />
      </td>
      <td>
        <span data-label="slots">{slotsText(trials.length, slots)}</span>
      </td>
      <td>
        {trials.length === 0 && <span className="quiet">nothing</span>}
        {trials.map((trial) => (
          <CurrentTrial key={`${trial.studyId} ${trial.trialId}`} trial={trial} />
        ))}
      </td>
      <td>
        <span data-label="images/s">{rateText(imagesPerSecond)}</span>
      </td>
      <td>
        <span data-label="heartbeat">{`${duration(silence)} ago`}</span>
      </td>
      <td>
        <span data-label="since">{startedAt === null ? dash : moment(startedAt)}</span>
      </td>
    </tr>
  );
}

function CurrentTrial({ trial }: { readonly trial: WorkerView['trials'][number] }) {
  const { studyId, trialId, phase, epoch, epochs, imagesPerSecond } = trial;
  const at = epochs === null ? `epoch ${epoch}` : `epoch ${epoch} of ${epochs}`;
  const parts = [studyId, phase, at, imagesPerSecond && `${rateText(imagesPerSecond)} images/s`];
  return (
    <div>
      <Link to="/studies/$studyId/trials/$trialId" params={{ studyId, trialId }} data-row>
        {trialId}
      </Link>
      <small>{parts.filter(Boolean).join(' · ')}</small>
    </div>
  );
}

function WorkerState({
  worker: { isDraining, trials },
  silence,
}: {
  readonly worker: WorkerView;
  readonly silence: number;
}) {
  if (silence > silentSeconds) return <Mark state="failed" text="silent" />;
  if (isDraining) return <Mark state="cancelled" text="draining" />;
  return trials.length > 0 ? (
    <Mark state="running" text="training" />
  ) : (
    <Mark state="queued" text="free" />
  );
}

function Mark({ state, text }: { readonly state: string; readonly text: string }) {
  return (
    <span className="badge" data-state={state}>
      {text}
    </span>
  );
}

function slotsText(used: number, slots: number | null): string {
  return slots === null ? dash : `${count(Math.min(used, slots))} of ${count(slots)} in use`;
}

function rateText(rate: number | null): string {
  return rate === null ? dash : rate.toFixed(rate < 10 ? 1 : 0);
}
