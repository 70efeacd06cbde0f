import type { TrialView } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { ApiProblem } from '../api/api-problem.js';
import { trialLogQuery } from '../api/queries.js';
import { trialPath } from '../api/request.js';
import { DownloadLink } from '../components/download-link.js';
import { Loading, PartProblem } from '../components/problem.js';
import { count, plural } from '../text/format.js';
import { findLines } from './find-lines.js';
import { longestLogText } from './trial-search.js';

/** Lines of its end that are shown; the file has the others. */
const shownLines = 200;
/** That are looked through: all that is kept. */
const searchedLines = 100_000;

/** What the newest attempt at a trial has said. */
export function TrialLog({
  studyId,
  trial: { trialId, state, attempt },
  text: atFirst,
  onText,
}: {
  readonly studyId: string;
  readonly trial: TrialView;
  /** What is looked for; left out: the end of the log is shown. */
  readonly text: string | undefined;
  readonly onText: (text: string | undefined) => void;
}) {
  // Typed here: the address follows a moment later.
  const [text, setText] = useState(atFirst ?? '');
  const query = trialLogQuery({ studyId, trialId }, text === '' ? shownLines : searchedLines, {
    version: `${state} ${attempt}`,
    isRunning: state === 'running',
  });
  const { data, error, refetch } = useQuery(query);
  if (error instanceof ApiProblem && error.status === 404) {
    return <p className="quiet">No log is stored: one is there soon after a trial has begun.</p>;
  }
  if (error) return <PartProblem error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Loading what="the log" />;
  const lines = data.split('\n').filter((line) => line !== '');
  const found = text === '' ? null : findLines(lines, text);
  return (
    <>
      <div className="tools">
        <label>
          Find{' '}
          <input
            type="search"
            data-shortcut="/"
            value={text}
            maxLength={longestLogText}
            onChange={({ target: { value } }) => {
              setText(value);
              onText(value === '' ? undefined : value);
            }}
          />
        </label>
        {found && (
          <span role="status">{`${count(found.length)} of ${plural(lines.length, 'line')}`}</span>
        )}
      </div>
      <pre className="log" role="region" tabIndex={0} aria-label="Log">
        {found
          ? found.slice(-shownLines).map((parts, i) => (
              <Fragment key={i}>
                {parts.map((part, p) => (p % 2 === 1 ? <mark key={p}>{part}</mark> : part))}
                {'\n'}
              </Fragment>
            ))
          : data}
      </pre>
      {found && found.length > shownLines && (
        <p className="quiet">{`The last ${shownLines} of them.`}</p>
      )}
      <p className="links">
        <DownloadLink
          path={`${trialPath(studyId, trialId)}/log`}
          file={`${studyId}.${trialId}.log.txt`}
          title="All of the log (text)"
        />
      </p>
    </>
  );
}
