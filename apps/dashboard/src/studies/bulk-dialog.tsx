import type { StudyActionResult, StudyView } from '@crossfold/contracts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { listedStudiesQuery } from '../api/queries.js';
import { post, readJson } from '../api/request.js';
import { Loading, PartProblem } from '../components/problem.js';
import { count } from '../text/format.js';
import { problemText } from '../text/problem-text.js';
import { bulkCommands, studiesText, type BulkCommand } from './bulk-commands.js';
import { studiesPath } from './studies-search.js';

/** So many studies one request may name. */
const maxAtOnce = 1000;

/** Which studies it is, and what came of it. What is asked of is what was shown, whatever came since. */
export function BulkDialog({
  command,
  query,
  onClose,
}: {
  readonly command: BulkCommand;
  readonly query: string;
  readonly onClose: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const queries = useQueryClient();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const listed = useQuery(listedStudiesQuery(studiesPath(query)));
  const asking = useMutation({
    mutationFn: (studies: readonly StudyView[]) => askAll(command, studies),
    onSettled: () => queries.invalidateQueries({ queryKey: ['studies'] }),
  });
  const studies = listed.data ?? [];
  const title = bulkCommands[command];
  return (
    <dialog
      ref={dialog}
      className="bulk"
      aria-label={`${title}: all that are listed`}
      onClose={onClose}
    >
      <h2>{title}</h2>
      <div role="status">
        {asking.data ? (
          <Outcome results={asking.data} />
        ) : asking.isPending ? (
          <p>{`Asking ${studiesText(studies.length)} …`}</p>
        ) : listed.data ? (
          <Listed studies={studies} />
        ) : (
          !listed.error && <Loading what="which studies are listed" />
        )}
      </div>
      {listed.error && <PartProblem error={listed.error} retry={() => void listed.refetch()} />}
      {asking.error && <PartProblem error={asking.error} />}
      <p className="controls">
        {studies.length > 0 && !asking.data && (
          <button
            type="button"
            className="confirm"
            disabled={asking.isPending}
            onClick={() => {
              asking.mutate(studies);
            }}
          >
            {title}: {studiesText(studies.length)}
          </button>
        )}
        <button type="button" autoFocus onClick={() => dialog.current?.close()}>
          {asking.isIdle ? 'Leave them alone' : 'Close'}
        </button>
      </p>
    </dialog>
  );
}

type Results = StudyActionResult['results'];

async function askAll(command: BulkCommand, studies: readonly StudyView[]): Promise<Results> {
  const results: Results = [];
  for (let asked = 0; asked < studies.length; asked += maxAtOnce) {
    const studyIds = studies.slice(asked, asked + maxAtOnce).map(({ studyId }) => studyId);
    const answer = await post('studies/actions', { command, studyIds });
    results.push(...(await readJson<StudyActionResult>(answer)).results);
  }
  return results;
}

function Listed({ studies }: { readonly studies: readonly StudyView[] }) {
  return (
    <>
      <p>{`It will be asked of ${studiesText(studies.length)}, those that the list has now:`}</p>
      <ul className="names" tabIndex={0} aria-label="Studies">
        {studies.map(({ studyId, name, state }) => (
          <li key={studyId}>
            {name} <small className="quiet">{`${studyId}, ${state}`}</small>
          </li>
        ))}
      </ul>
    </>
  );
}

function Outcome({ results }: { readonly results: Results }) {
  const refused = results.flatMap(({ studyId, problem }) =>
    problem ? [{ studyId, reason: problemText(problem.detail, problem.remedy) }] : [],
  );
  return (
    <>
      <p>
        {`Done for ${studiesText(results.length - refused.length)}; refused by ${count(refused.length)}.`}
      </p>
      {refused.length > 0 && (
        <ul className="names" tabIndex={0} aria-label="Refused">
          {refused.map(({ studyId, reason }) => (
            <li key={studyId}>
              <Link to="/studies/$studyId" params={{ studyId }}>
                {studyId}
              </Link>
              : {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
