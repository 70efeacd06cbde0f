import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem } from '../api/api-problem.js';
import { post, studyPath } from '../api/request.js';
import { Permitted } from '../components/permitted.js';
import { Section } from '../components/section.js';
import { useStudy } from '../live/use-study.js';
import { plural } from '../text/format.js';
import { errorText } from '../text/problem-text.js';
import { groupFailures, type FailureGroup } from './failure-groups.js';

/** Trials of a cause that are named at once; the others are a click away. */
const shownAtFirst = 12;
/** In one command, which a longer list would make too long. */
const maxNamed = 5000;

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
  const [refusal, setRefusal] = useState('');
  const all = plural(trials.length, 'trial');
  const retry = async () => {
    if (trials.length > 1 && !confirm(`Try ${all} again that failed for this reason?`)) return;
    setIsAsking(true);
    setRefusal('');
    try {
      const trialIds = trials.map(({ trialId }) => trialId);
      for (let start = 0; start < trialIds.length; start += maxNamed) {
        const named = trialIds.slice(start, start + maxNamed);
        await post(`${studyPath(studyId)}/retry`, { trialIds: named });
      }
      setSaid(`${all} will be tried again.`);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setRefusal(errorText(error));
    } finally {
      setIsAsking(false);
      store.restart();
    }
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
      <Permitted need="study.write" to="try trials again">
        <p className="controls">
          <button type="button" disabled={isAsking} onClick={() => void retry()}>
            Try {trials.length === 1 ? 'it' : `these ${trials.length}`} again
          </button>{' '}
          <span role="status">{said}</span>
          <span className="refusal" role="alert">
            {refusal}
          </span>
        </p>
      </Permitted>
    </div>
  );
}
