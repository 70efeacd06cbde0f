import type { Study, TrialView } from '@crossfold/contracts';
import { scoreRow, scoreTitle } from '@crossfold/contracts/page';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { CopyTable } from '../components/copy-table.js';
import { StateBadge } from '../components/state-badge.js';
import { dash, duration, stateText } from '../text/format.js';
import { valueText } from './cell-text.js';
import type { Colouring } from './matrix-layout.js';

const rowPx = 34;

const orders = {
  plan: 'as planned',
  best: 'best first',
  worst: 'worst first',
  state: 'by state',
} as const;
export type TrialOrder = keyof typeof orders;

/** All trials, one a row; only the rows in view are in the page. */
export function TrialTable({
  study: { studyId },
  trials,
  colouring: { metric },
  order,
  onOrder,
}: {
  readonly study: Study;
  readonly trials: ReadonlyMap<string, TrialView>;
  readonly colouring: Colouring;
  readonly order: TrialOrder;
  readonly onOrder: (order: TrialOrder) => void;
}) {
  const rows = useMemo(
    () => sortTrials([...trials.values()], order, metric),
    [trials, order, metric],
  );
  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowPx,
    overscan: 10,
  });
  const titles = ['trial', 'state', scoreTitle(metric), 'epochs', 'took', 'attempt', 'worker'];
  return (
    <>
      <div className="tools">
        <label>
          Order{' '}
          <select
            value={order}
            onChange={(event) => {
              onOrder(event.target.value as TrialOrder);
            }}
          >
            {Object.entries(orders).map(([key, text]) => (
              <option key={key} value={key}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <CopyTable
          what="the table of trials"
          table={() => ({ columns: titles, rows: rows.map((trial) => textsOf(trial, metric)) })}
        />
      </div>
      <div className="scroll trials" ref={box} tabIndex={0} role="region" aria-label="Trials">
        <div role="table" aria-label="Trials" aria-rowcount={rows.length + 1}>
          <div role="row" className="trial-row head" aria-rowindex={1}>
            {titles.map((title) => (
              <span key={title} role="columnheader">
                {title}
              </span>
            ))}
          </div>
          <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const trial = rows[index];
              if (!trial) return null;
              const { trialId, state } = trial;
              const [, , ...texts] = textsOf(trial, metric);
              return (
                <div
                  key={trialId}
                  role="row"
                  className="trial-row"
                  aria-rowindex={index + 2}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <span role="rowheader">
                    <Link to="/studies/$studyId/trials/$trialId" params={{ studyId, trialId }}>
                      {trialId}
                    </Link>
                  </span>
                  <span role="cell">
                    <StateBadge state={state} />
                  </span>
                  {texts.map((text, i) => (
                    <span key={i} role="cell">
                      {text}
                    </span>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </>
  );
}

/** A row of the table, cell by cell. */
function textsOf(
  { trialId, state, scores, epoch, seconds, attempt, worker }: TrialView,
  metric: Colouring['metric'],
): readonly string[] {
  const score = scores?.[metric] ?? null;
  return [
    trialId,
    stateText(state),
    score === null ? dash : valueText(score, { metric, isDifference: false }),
    epoch > 0 ? String(epoch) : dash,
    seconds === null ? dash : duration(seconds),
    attempt > 0 ? String(attempt) : dash,
    worker ?? dash,
  ];
}

function sortTrials(
  trials: readonly TrialView[],
  order: TrialOrder,
  metric: Colouring['metric'],
): readonly TrialView[] {
  if (order === 'plan') return trials;
  if (order === 'state') return trials.toSorted((a, b) => a.state.localeCompare(b.state));
  const sign = (order === 'best') === (scoreRow(metric).better === 'higher') ? -1 : 1;
  // What has no score comes last either way.
  const value = (trial: TrialView) => trial.scores?.[metric] ?? sign * Infinity;
  return trials.toSorted((a, b) => sign * (value(a) - value(b)) || 0);
}
