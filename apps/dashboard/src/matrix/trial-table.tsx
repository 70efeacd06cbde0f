import type { Study, TrialView } from '@crossfold/contracts';
import { scoreRow, scoreTitle } from '@crossfold/contracts/page';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { StateBadge } from '../components/state-badge.js';
import { dash, duration } from '../text/format.js';
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
  const own = { metric, isDifference: false };
  return (
    <>
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
      <div className="scroll trials" ref={box} tabIndex={0} role="region" aria-label="Trials">
        <div role="table" aria-label="Trials" aria-rowcount={rows.length + 1}>
          <div role="row" className="trial-row head" aria-rowindex={1}>
            {['trial', 'state', scoreTitle(metric), 'epochs', 'took', 'attempt', 'worker'].map(
              (title) => (
                <span key={title} role="columnheader">
                  {title}
                </span>
              ),
            )}
          </div>
          <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const trial = rows[index];
              if (!trial) return null;
              const { trialId, state, scores, epoch, seconds, attempt, worker } = trial;
              const score = scores?.[metric] ?? null;
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
                  <span role="cell">{score === null ? dash : valueText(score, own)}</span>
                  <span role="cell">{epoch > 0 ? epoch : dash}</span>
                  <span role="cell">{seconds === null ? dash : duration(seconds)}</span>
                  <span role="cell">{attempt > 0 ? attempt : dash}</span>
                  <span role="cell">{worker ?? dash}</span>
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </>
  );
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
