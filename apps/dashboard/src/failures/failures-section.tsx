import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { ApiProblem, post, trialPath } from '../api/request.js';
import { Section } from '../components/section.js';
import { useStudy } from '../live/use-study.js';
import { plural } from '../text/format.js';
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
  const retry = async () => {
    try {
      for (const { trialId } of trials) await post(`${trialPath(studyId, trialId)}/retry`);
      setSaid(`${plural(trials.length, 'trial')} will be tried again.`);
      store.restart();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setSaid(`${error.message} ${error.remedy}`);
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
      <p className="controls">
        <button type="button" onClick={() => void retry()}>
          Try {trials.length === 1 ? 'it' : `these ${trials.length}`} again
        </button>{' '}
        <span role="status">{said}</span>
      </p>
    </div>
  );
}
