import type { StudyView } from '@crossfold/contracts';
import { isFinalStudyState } from '@crossfold/contracts/page';
import { Link } from '@tanstack/react-router';
import { ProgressBar } from '../components/progress-bar.js';
import { TableBox } from '../components/table-box.js';
import { StateBadge } from '../components/state-badge.js';
import { TableHead } from '../components/table-head.js';
import { count, dash, duration, moment, percent } from '../text/format.js';

const columns = ['study', 'state', 'trials', 'answer', 'time left', 'submitted'];

export function StudiesTable({
  studies,
  total,
}: {
  readonly studies: readonly StudyView[];
  /** Of all pages. */
  readonly total: number;
}) {
  const shown = studies.length < total ? `${count(studies.length)} of ` : '';
  const caption = `${shown}${count(total)} ${total === 1 ? 'study' : 'studies'}`;
  return (
    <TableBox label={caption}>
      <table className="text studies">
        <caption>{caption}</caption>
        <TableHead columns={columns} />
        <tbody>
          {studies.map((study) => (
            <StudyRow key={study.studyId} study={study} />
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}

function StudyRow({ study }: { readonly study: StudyView }) {
  const { studyId, name, state, trials, submittedAt, tags, owner } = study;
  return (
    <tr>
      <th scope="row">
        <Link to="/studies/$studyId" params={{ studyId }} data-row>
          {name}
        </Link>
        <small>
          {studyId}
          {owner !== null && (
            <>
              ,{' '}
              <Link to="/" search={{ owner }}>
                {owner}
              </Link>
            </>
          )}
        </small>
        {tags.length > 0 && (
          <ul className="tags" aria-label="Tags">
            {tags.map((tag) => (
              <li key={tag}>
                <Link to="/" search={{ tag }}>
                  {tag}
                </Link>
              </li>
            ))}
          </ul>
        )}
      </th>
      <td>
        <StateBadge state={state} />
      </td>
      <td>
        <ProgressBar counts={trials} />
      </td>
      <td>
        <AnswerText study={study} />
      </td>
      <td>
        <span data-label="time left">{timeLeft(study)}</span>
      </td>
      <td>
        <span data-label="submitted">{moment(submittedAt)}</span>
      </td>
    </tr>
  );
}

/** Of a study that runs it says how far it is, and nothing of who is ahead. */
function AnswerText({ study: { answer, state, trials } }: { readonly study: StudyView }) {
  if (answer) {
    // Where there is no arm, the headline is about the baseline itself.
    const isSaid = answer.baseline === null || answer.headline.startsWith('Baseline');
    return (
      <>
        {answer.headline}
        {!isSaid && <small>Baseline {percent(answer.baseline)} % balanced accuracy.</small>}
      </>
    );
  }
  if (isFinalStudyState(state)) return <small>In its report.</small>;
  const { queued, running, paused } = trials;
  const all = Object.values(trials).reduce((sum, number) => sum + number, 0);
  return (
    <small>
      None yet: {count(all - queued - running - paused)} of {count(all)} trials have ended.
    </small>
  );
}

function timeLeft({ state, etaSeconds }: StudyView): string {
  if (isFinalStudyState(state) || state === 'summarising') return dash;
  return etaSeconds === null ? 'not known yet' : duration(etaSeconds);
}
