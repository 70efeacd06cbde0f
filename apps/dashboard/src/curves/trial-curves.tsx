import type { EpochRecord } from '@crossfold/contracts';
import { useMemo } from 'react';
import { LineChart, type ChartLine } from '../charts/line-chart.js';
import { ReportedTable } from '../components/reported-table.js';
import { percent } from '../text/format.js';

const heightPx = 260;
/** With more epochs than this a mark on each would only hide the line. */
const maxMarks = 80;

const columns = [
  ...['epoch', 'stage', 'learning rate', 'training loss', 'validation loss'],
  ...['accuracy', 'balanced accuracy'],
];

/** Loss and balanced accuracy of a trial by epoch, as drawings and as figures. */
export function TrialCurves({
  history,
  call,
}: {
  readonly history: readonly EpochRecord[];
  /** The request of the API that gives it. */
  readonly call: string;
}) {
  const epochs = useMemo(() => history.map(({ epoch }) => epoch), [history]);
  const [loss, score] = useMemo(() => {
    const lineOf = (name: string, colour: `--${string}`, pick: (one: EpochRecord) => number) => ({
      name,
      colour,
      values: history.map(pick),
      dash: name === 'training' ? [6, 3] : [],
      widthPx: 2,
      opacity: 1,
      hasPoints: history.length <= maxMarks,
      isNamed: true,
      fillsToNext: false,
    });
    const losses: ChartLine[] = [
      lineOf('training', '--training', ({ trainLoss }) => trainLoss),
      lineOf('validation', '--validation', ({ validationLoss }) => validationLoss),
    ];
    const scores: ChartLine[] = [
      lineOf('training', '--training', ({ trainAccuracy }) => 100 * trainAccuracy),
      lineOf(
        'validation',
        '--validation',
        ({ validationBalancedAccuracy }) => 100 * validationBalancedAccuracy,
      ),
    ];
    return [losses, scores] as const;
  }, [history]);
  const rows = history.map((record) => [
    String(record.epoch),
    record.stage,
    record.learningRate.toPrecision(2),
    record.trainLoss.toFixed(4),
    record.validationLoss.toFixed(4),
    percent(record.validationAccuracy),
    percent(record.validationBalancedAccuracy),
  ]);
  return (
    <div className="curves" data-epochs={history.length}>
      <div className="charts">
        <figure>
          <figcaption>
            <strong>Loss by epoch</strong>
            <span className="quiet">training: as augmented; validation: the inner part</span>
          </figcaption>
          <LineChart
            label={`Loss by epoch, ${history.length} epochs`}
            x={epochs}
            lines={loss}
            unit="loss"
            heightPx={heightPx}
            call={call}
            write={(value) => value.toFixed(4)}
          />
        </figure>
        <figure>
          <figcaption>
            <strong>Accuracy by epoch</strong>
            <span className="quiet">training: accuracy; validation: balanced accuracy</span>
          </figcaption>
          <LineChart
            label={`Accuracy by epoch, ${history.length} epochs`}
            x={epochs}
            lines={score}
            unit="%"
            heightPx={heightPx}
            call={call}
            write={(value) => value.toFixed(1)}
          />
        </figure>
      </div>
      <details>
        <summary>Figures of the epochs</summary>
        <ReportedTable
          caption="Epochs: validation is the inner part of the training folds (accuracies in %)"
          columns={columns}
          rows={rows}
        />
      </details>
    </div>
  );
}
