import { Link } from '@tanstack/react-router';
import { studyPath } from '../api/request.js';
import { ProgressBar } from '../components/progress-bar.js';
import { StateBadge } from '../components/state-badge.js';
import { useTitle } from '../components/use-title.js';
import { useStudy } from '../live/use-study.js';
import { ControlButtons, studyCommands } from '../study/control-buttons.js';
import { statusText } from '../study/status-text.js';
import { StudyFacts } from '../study/study-facts.js';

/** One study, live until it is final. */
export function StudyPage() {
  const { store, snapshot } = useStudy();
  const { detail, state, counts, trials } = snapshot;
  const { studyId, name, control } = detail;
  useTitle(`${state} ${counts.succeeded}/${trials.size} · ${name}`);
  const unfinished = counts.failed + counts.skipped + counts.cancelled;
  return (
    <article>
      <p className="crumbs">
        <Link to="/">Studies</Link> / {studyId}
      </p>
      <h1>{name}</h1>
      {/* Read out by screen readers when the state changes, and not at every redraw. */}
      <p className="unseen" role="status">
        {`Study ${name}: ${state}`}
      </p>
      <p>
        <StateBadge state={state} /> {statusText(snapshot)}
      </p>
      <ProgressBar counts={counts} />
      <ControlButtons
        what="the study"
        path={studyPath(studyId)}
        commands={studyCommands(state, { desired: control.desired, unfinished })}
        onDone={store.restart}
      />
      <StudyFacts detail={detail} />
    </article>
  );
}
