import type { StudyView } from '@crossfold/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { askEach, type EachOutcome } from '../api/ask-each.js';
import { ApiProblem } from '../api/api-problem.js';
import { post, requestAll, studyPath } from '../api/request.js';
import { count } from '../text/format.js';
import { bulkCommands, studiesText, type BulkCommand } from './bulk-commands.js';
import { studiesPath } from './studies-search.js';
import { errorText } from '../text/problem-text.js';

/** One after the other: first which, then how far, then what was refused. */
type Phase =
  | { readonly kind: 'reading' }
  | { readonly kind: 'unread'; readonly reason: string }
  | { readonly kind: 'ready'; readonly studies: readonly StudyView[] }
  | { readonly kind: 'asking'; readonly asked: number; readonly all: number }
  | { readonly kind: 'over'; readonly outcome: EachOutcome };

/** Which studies it is, how far it is, and what came of it. */
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
  const [stop] = useState(() => new AbortController());
  const queries = useQueryClient();
  const [phase, setPhase] = useState<Phase>({ kind: 'reading' });
  useEffect(() => {
    dialog.current?.showModal();
    const reading = new AbortController();
    readListed(query, reading.signal).then(setPhase, (error: unknown) => {
      if (!reading.signal.aborted) throw error;
    });
    return () => {
      reading.abort();
    };
  }, [query]);
  const ask = async (studies: readonly StudyView[]) => {
    const all = studies.length;
    setPhase({ kind: 'asking', asked: 0, all });
    const outcome = await askEach(
      studies.map(({ studyId }) => studyId),
      {
        ask: (studyId) => post(`${studyPath(studyId)}/${command}`),
        onProgress: (asked) => {
          setPhase({ kind: 'asking', asked, all });
        },
        signal: stop.signal,
      },
    );
    setPhase({ kind: 'over', outcome });
    await queries.invalidateQueries({ queryKey: ['studies'] });
  };
  return (
    <dialog
      ref={dialog}
      className="bulk"
      aria-label={`${bulkCommands[command]}: all that are listed`}
      onClose={() => {
        stop.abort();
        onClose();
      }}
    >
      <h2>{bulkCommands[command]}</h2>
      <div role="status">
        <PhaseText phase={phase} />
      </div>
      <p className="controls">
        {phase.kind === 'ready' && phase.studies.length > 0 && (
          <button type="button" className="confirm" onClick={() => void ask(phase.studies)}>
            {bulkCommands[command]}: {studiesText(phase.studies.length)}
          </button>
        )}
        <button
          type="button"
          autoFocus
          onClick={() => {
            if (phase.kind === 'asking') stop.abort();
            else dialog.current?.close();
          }}
        >
          {phase.kind === 'asking' ? 'Stop' : phase.kind === 'over' ? 'Close' : 'Leave them alone'}
        </button>
      </p>
    </dialog>
  );
}

/** All pages of the list, as it is now. */
async function readListed(query: string, signal: AbortSignal): Promise<Phase> {
  try {
    const studies = await requestAll<StudyView>(studiesPath(query), 'studies', signal);
    return { kind: 'ready', studies };
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    return { kind: 'unread', reason: errorText(error) };
  }
}

function PhaseText({ phase }: { readonly phase: Phase }) {
  switch (phase.kind) {
    case 'reading':
      return <p className="quiet">Reading which studies are listed …</p>;
    case 'unread':
      return <p className="problem">{phase.reason}</p>;
    case 'ready':
      return (
        <>
          <p>{`It will be asked of ${studiesText(phase.studies.length)}, those that the list has now:`}</p>
          <ul className="names" tabIndex={0} aria-label="Studies">
            {phase.studies.map(({ studyId, name, state }) => (
              <li key={studyId}>
                {name} <small className="quiet">{`${studyId}, ${state}`}</small>
              </li>
            ))}
          </ul>
        </>
      );
    case 'asking':
      return <p>{`${count(phase.asked)} of ${studiesText(phase.all)} asked …`}</p>;
    case 'over':
      return <OutcomeText {...phase.outcome} />;
  }
}

function OutcomeText({ done, refused, left }: EachOutcome) {
  return (
    <>
      <p>
        {`Done for ${studiesText(done)}; refused by ${count(refused.length)}.`}
        {left > 0 && ` ${studiesText(left)} not asked any more.`}
      </p>
      {refused.length > 0 && (
        <ul className="names" tabIndex={0} aria-label="Refused">
          {refused.map(({ id, reason }) => (
            <li key={id}>
              <Link to="/studies/$studyId" params={{ studyId: id }}>
                {id}
              </Link>
              : {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
