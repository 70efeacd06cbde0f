import { Suspense, lazy } from 'react';
import { tableCommand } from '../api/command-text.js';
import { curlText } from '../api/curl-text.js';
import { studyPath } from '../api/request.js';
import { useIsDark } from '../charts/theme.js';
import { CopyMenu } from '../components/copy-menu.js';
import { Loading } from '../components/problem.js';
import { useStudy } from '../live/use-study.js';
import { valueText } from './cell-text.js';
import { matrixColours } from './draw-matrix.js';
import { FoldMatrix } from './fold-matrix.js';
import { domainOf, layOutMatrix, valuesOf, type Colouring } from './matrix-layout.js';
import { ScoreChoice } from './score-choice.js';
import type { TrialOrder } from './trial-table.js';

/** With a library of its own, which the matrix does not need. */
const TrialTable = lazy(async () => {
  const { TrialTable: component } = await import('./trial-table.js');
  return { default: component };
});

/** How the trials are shown; left out: as a matrix. */
export interface TrialsChoice {
  readonly trials?: 'table' | undefined;
  /** Of the table. */
  readonly order?: Exclude<TrialOrder, 'plan'> | undefined;
}

/** The trials of a study as a matrix, or as a table that can be sorted. */
export function MatrixSection({
  colouring,
  onColour,
  onOpen,
  choice,
  onChoose,
}: {
  readonly colouring: Colouring;
  readonly onColour: (next: Colouring) => void;
  readonly onOpen: (trialId: string) => void;
  readonly choice: TrialsChoice;
  readonly onChoose: (choice: TrialsChoice) => void;
}) {
  const { snapshot } = useStudy();
  const { study } = snapshot.detail;
  const isTable = choice.trials === 'table';
  return (
    <>
      <div className="tools">
        <ScoreChoice
          title="Colour"
          metric={colouring.metric}
          onChoose={(metric) => {
            onColour({ ...colouring, metric });
          }}
        />
        <label>
          <input
            type="checkbox"
            checked={colouring.isDifference}
            onChange={(event) => {
              onColour({ ...colouring, isDifference: event.target.checked });
            }}
          />{' '}
          minus the baseline
        </label>
        <label>
          <input
            type="checkbox"
            checked={isTable}
            onChange={(event) => {
              onChoose({ trials: event.target.checked ? 'table' : undefined, order: undefined });
            }}
          />{' '}
          as a table
        </label>
        {!isTable && <Legend colouring={colouring} />}
        <CopyMenu
          what="the trials"
          forms={[
            { title: 'CLI command', text: () => tableCommand(study.studyId, 'cells') },
            { title: 'API call', text: () => curlText(`${studyPath(study.studyId)}/cells`) },
          ]}
        />
      </div>
      {isTable ? (
        <Suspense fallback={<Loading what="the table" />}>
          <TrialTable
            study={study}
            trials={snapshot.trials}
            colouring={colouring}
            order={choice.order ?? 'plan'}
            onOrder={(order) => {
              onChoose({ ...choice, order: order === 'plan' ? undefined : order });
            }}
          />
        </Suspense>
      ) : (
        <FoldMatrix study={study} trials={snapshot.trials} colouring={colouring} onOpen={onOpen} />
      )}
      <p className="quiet signs">
        · queued, 2/3 epochs done, ‖ paused, ✕ failed, ⊘ skipped, ⇥ raced out, – cancelled; a cut
        corner: the result of another study.
      </p>
    </>
  );
}

const stops = 9;

function Legend({ colouring }: { readonly colouring: Colouring }) {
  const { snapshot } = useStudy();
  const isDark = useIsDark();
  const layout = layOutMatrix(snapshot.detail.study, snapshot.trials.values());
  const domain = domainOf(valuesOf(layout, colouring), colouring);
  const colours = matrixColours({ domain, colouring, isDark });
  const [low, high] = domain;
  const steps = Array.from({ length: stops }, (_, i) => low + ((high - low) * i) / (stops - 1));
  return (
    <span
      className="scale"
      role="img"
      aria-label={`Scale from ${valueText(low, colouring)} to ${valueText(high, colouring)}`}
    >
      {valueText(low, colouring)}
      {steps.map((value) => (
        <i key={value} style={{ background: colours(value) }} />
      ))}
      {valueText(high, colouring)}
    </span>
  );
}
