import type { Report } from '@crossfold/contracts';
import { scoreRow, scoreTitle, type ScoreName } from '@crossfold/contracts/page';
import { useMemo } from 'react';
import { tableCommand } from '../api/command-text.js';
import { studyPath } from '../api/request.js';
import { Figure } from '../charts/figure.js';
import { SlopeChart } from '../charts/slope-chart.js';
import { variantLook } from '../charts/variant-look.js';
import { useStudy } from '../live/use-study.js';
import { valueText } from '../matrix/cell-text.js';
import { ScoreChoice } from '../matrix/score-choice.js';
import { plural } from '../text/format.js';
import { pairCells } from './pair-cells.js';
import { PairTable } from './pair-table.js';

/** More rows than this are a click away. */
const maxOpen = 15;

/** One arm beside what it is compared with: a line for each fold and seed. */
export function FoldsSection({
  arm: asked,
  metric,
  report,
  onChoose,
  onOpen,
}: {
  /** Left out, or no arm of the study: the first. */
  readonly arm: string | undefined;
  readonly metric: ScoreName;
  readonly report: Report | null;
  readonly onChoose: (next: { readonly arm: string; readonly metric: ScoreName }) => void;
  readonly onOpen: (trialId: string) => void;
}) {
  const { snapshot } = useStudy();
  const { trials, detail } = snapshot;
  const { study, interim } = detail;
  const arms = study.variants.filter(({ role }) => role === 'arm').map(({ name }) => name);
  const baseline = study.variants.find(({ role }) => role === 'baseline')?.name ?? '';
  const arm = asked !== undefined && arms.includes(asked) ? asked : (arms[0] ?? '');
  const compared = (report?.variants ?? interim?.variants)?.find(({ name }) => name === arm);
  const reference = compared?.reference ?? baseline;
  const pairs = useMemo(
    () => pairCells(trials.values(), study, { reference, arm, metric }),
    [trials, study, reference, arm, metric],
  );
  if (arms.length === 0) return <p className="quiet">The study has no arm to compare.</p>;
  const title = `${scoreTitle(metric)} by fold and seed: ${reference} and ${arm}`;
  const unit = scoreRow(metric).unit === 'percent' ? ' (%)' : '';
  const outliers = pairs.filter(({ isOutlier }) => isOutlier).length;
  return (
    <>
      <div className="tools">
        <label>
          Arm{' '}
          <select
            value={arm}
            onChange={(event) => {
              onChoose({ arm: event.target.value, metric });
            }}
          >
            {arms.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <ScoreChoice
          title="Score"
          metric={metric}
          onChoose={(next) => {
            onChoose({ arm, metric: next });
          }}
        />
      </div>
      {pairs.length === 0 ? (
        <p className="empty">
          No fold and seed has a result of both {reference} and {arm} yet.
        </p>
      ) : (
        <>
          <Figure
            title={`${title}${unit}`}
            caption={`A line is one fold and seed; a click opens its trial. ${outlierText(outliers)}${report ? '' : ' Interim: no p and no verdict before the report.'}`}
            call={`${studyPath(study.studyId)}/tables/cells?format=csv`}
            command={tableCommand(study.studyId, 'cells')}
            draw={(widthPx) => (
              <SlopeChart
                lines={pairs.map((pair) => ({
                  key: pair.trialId,
                  title: pair.title,
                  short: pair.short,
                  values: [pair.reference, pair.arm],
                  isEmphasised: pair.isOutlier,
                  onOpen: () => {
                    onOpen(pair.trialId);
                  },
                }))}
                places={[reference, arm].map((name) => ({
                  title: name,
                  colour: variantLook(study.variants, name).colour,
                }))}
                label={`${title}, ${plural(pairs.length, 'pair')}; the table below has the numbers`}
                widthPx={widthPx}
                write={(value) => valueText(value, { metric, isDifference: false })}
              />
            )}
          />
          <details key={arm} open={pairs.length <= maxOpen}>
            <summary>{plural(pairs.length, 'pair')} as a table</summary>
            <PairTable
              caption={`${title}${unit}`}
              pairs={pairs}
              names={[reference, arm]}
              metric={metric}
            />
          </details>
        </>
      )}
    </>
  );
}

function outlierText(outliers: number): string {
  if (outliers === 0) return '';
  return `Dashed and thick: ${plural(outliers, 'difference')} more than 1.5 interquartile ranges beyond the quartiles.`;
}
