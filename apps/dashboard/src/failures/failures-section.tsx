import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { askEach, type Refusal } from '../api/ask-each.js';
import { post, trialPath } from '../api/request.js';
import { Section } from '../components/section.js';
import { useStudy } from '../live/use-study.js';
import { count, plural } from '../text/format.js';
import { groupFailures, type FailureGroup } from './failure-groups.js';

/** Trials of a cause that are named at once; the others are a click away. */
const shownAtFirst = 12;

/** The trials that failed or were skipped, by cause, with what to do; nothing where there are none. */
export function FailuresSection() {
  const { snapshot } = useStudy();
  const groups = groupFailures(snapshot.trials.values());
  if (groups.length === 0) return null;
  const all = groups.reduce((sum, { trials }) => sum + trials.length, 0);
  return (
    <Section id="failures" title="Failures">
      <p className="quiet">
        {plural(all, 'trial')} gave no result, for {plural(groups.length, 'reason')}.
      </p>
      {groups.map((group) => (
        <Group key={group.trials[0]?.trialId} group={group} />
      ))}
    </Section>
  );
}

function Group({ group: { code, message, remedy, trials } }: { readonly group: FailureGroup }) {
  const { store } = useStudy();
  const { studyId } = store;
  const [said, setSaid] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  const [refused, setRefused] = useState<readonly Refusal[]>([]);
  const all = plural(trials.length, 'trial');
  const retry = async () => {
    if (trials.length > 1 && !confirm(`Try ${all} again that failed for this reason?`)) return;
    setIsAsking(true);
    const outcome = await askEach(
      trials.map(({ trialId }) => trialId),
      {
        ask: (trialId) => post(`${trialPath(studyId, trialId)}/retry`),
        onProgress: (asked) => {
          setSaid(`${count(asked)} of ${all} asked …`);
        },
      },
    );
    setIsAsking(false);
    setRefused(outcome.refused);
    setSaid(
      `${plural(outcome.done, 'trial')} will be tried again` +
        (outcome.done < trials.length ? `; ${count(trials.length - outcome.done)} not.` : '.'),
    );
    store.restart();
  };
  const link = (trialId: string) => (
    <li key={trialId}>
      <Link to="/studies/$studyId/trials/$trialId" params={{ studyId, trialId }}>
        {trialId}
      </Link>
    </li>
  );
  return (
    <div className="failure">
      <p className="problem">
        <code>{code}</code> {message}
      </p>
      {remedy !== '' && <p className="remedy">{remedy}</p>}
      <ul className="names">{trials.slice(0, shownAtFirst).map(({ trialId }) => link(trialId))}</ul>
      {trials.length > shownAtFirst && (
        <details>
          <summary>{plural(trials.length - shownAtFirst, 'more trial')}</summary>
          <ul className="names">
            {trials.slice(shownAtFirst).map(({ trialId }) => link(trialId))}
          </ul>
        </details>
      )}
      <p className="controls">
        <button type="button" disabled={isAsking} onClick={() => void retry()}>
          Try {trials.length === 1 ? 'it' : `these ${trials.length}`} again
        </button>{' '}
        <span role="status">{said}</span>
      </p>
      {refused.length > 0 && (
        <ul className="problems refusal" role="alert">
          {refused.map(({ id, reason }) => (
            <li key={id}>{`${id}: ${reason}`}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
