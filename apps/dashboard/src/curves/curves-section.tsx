import { useQueries, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { tableCommand } from '../api/command-text.js';
import type { EpochRow } from '../api/epoch-row.js';
import { epochsQuery } from '../api/queries.js';
import { studyPath } from '../api/request.js';
import { LineChart, type ChartLine } from '../charts/line-chart.js';
import { variantLook } from '../charts/variant-look.js';
import { Loading, PartProblem } from '../components/problem.js';
import { ReportedTable } from '../components/reported-table.js';
import { useStudy } from '../live/use-study.js';
import { count, dash } from '../text/format.js';
import type { CurvesChoice } from './curves-choice.js';
import { drawnAtFirst, drawnVariants, switchVariant } from './drawn-variants.js';
import { curvesOf, measures, type Measure, type VariantCurve } from './epoch-means.js';

/** More trials than this are read when somebody asks for them: each is some hundred lines. */
const maxUnasked = 400;
/** With more trials than this their lines would hide the means. */
const maxLines = 40;
/** More variants than this are chosen from a list that scrolls. */
const maxKeys = 24;
const heightPx = 340;

const usualMeasure: Measure = 'validation_balanced_accuracy';

interface Chosen {
  readonly choice: CurvesChoice;
  readonly onChoose: (choice: CurvesChoice) => void;
}

/** Curves of the variants: the mean over all cells, its spread, and the cells beneath. */
export function CurvesSection({ choice, onChoose }: Chosen) {
  const { snapshot } = useStudy();
  const ended = useEnded();
  const first = snapshot.detail.study.variants.slice(0, drawnAtFirst);
  const succeeded = first.reduce((sum, { name }) => sum + (ended.get(name) ?? 0), 0);
  const [isAsked, setIsAsked] = useState(succeeded <= maxUnasked);
  if (snapshot.counts.succeeded === 0)
    return <p className="quiet">The curves come when a trial has ended.</p>;
  if (!isAsked) {
    return (
      <button
        type="button"
        onClick={() => {
          setIsAsked(true);
        }}
      >
        Read the epochs of {count(succeeded)} trials
      </button>
    );
  }
  return <Curves ended={ended} succeeded={succeeded} choice={choice} onChoose={onChoose} />;
}

/** Trials of each variant that have a result. */
function useEnded(): ReadonlyMap<string, number> {
  const { trials } = useStudy().snapshot;
  return useMemo(() => {
    const ended = new Map<string, number>();
    for (const { variant, state } of trials.values()) {
      if (state === 'succeeded') ended.set(variant, (ended.get(variant) ?? 0) + 1);
    }
    return ended;
  }, [trials]);
}

function Curves({
  ended,
  succeeded,
  choice,
  onChoose,
}: Chosen & {
  readonly ended: ReadonlyMap<string, number>;
  /** Of the variants that are drawn at first. */
  readonly succeeded: number;
}) {
  const { snapshot } = useStudy();
  const { study, studyId } = snapshot.detail;
  const measure = choice.measure ?? usualMeasure;
  const [usualLines] = useState(succeeded <= maxLines ? 'cells' : 'means');
  const hasCells = (choice.lines ?? usualLines) === 'cells';
  const hasBand = choice.band !== 'off';
  const names = useMemo(() => study.variants.map(({ name }) => name), [study.variants]);
  const drawn = useMemo(() => drawnVariants(names, choice.switched), [names, choice.switched]);
  const queries = useQueryClient();
  const asked = study.variants.filter(({ name }) => drawn.has(name) && ended.has(name));
  const { rows, error, isRead, refetch } = useQueries({
    queries: asked.map(({ name: variant }) =>
      epochsQuery(queries, { studyId, variant, version: ended.get(variant) ?? 0 }),
    ),
    combine: inOne,
  });
  const shown = useMemo(() => curvesOf(rows, measure), [rows, measure]);
  const lines = useMemo(
    () =>
      shown.flatMap((curve) =>
        linesOf(curve, variantLook(study.variants, curve.variant), { hasCells, hasBand }),
      ),
    [shown, study.variants, hasCells, hasBand],
  );
  const x = useMemo(
    () => Array.from({ length: shown[0]?.mean.length ?? 0 }, (_, i) => i + 1),
    [shown],
  );
  if (error) return <PartProblem error={error} retry={refetch} />;
  if (!isRead && rows.length === 0) return <Loading what="the epochs" />;
  const { title, isShare } = measures[measure];
  return (
    <>
      <div className="tools">
        <label>
          Measure{' '}
          <select
            value={measure}
            onChange={(event) => {
              const next = event.target.value as Measure;
              onChoose({ measure: next === usualMeasure ? undefined : next });
            }}
          >
            {Object.entries(measures).map(([key, one]) => (
              <option key={key} value={key}>
                {one.title}
              </option>
            ))}
          </select>
        </label>
        <Switch
          title="cells"
          isOn={hasCells}
          onChange={(isOn) => {
            const lines = isOn ? 'cells' : 'means';
            onChoose({ lines: lines === usualLines ? undefined : lines });
          }}
        />
        <Switch
          title="± standard deviation"
          isOn={hasBand}
          onChange={(isOn) => {
            onChoose({ band: isOn ? undefined : 'off' });
          }}
        />
      </div>
      <ul className={study.variants.length > maxKeys ? 'keys many' : 'keys'} aria-label="Variants">
        {study.variants.map(({ name }) => {
          const look = variantLook(study.variants, name);
          return (
            <li key={name}>
              <label style={{ color: `var(${look.colour})` }}>
                <input
                  type="checkbox"
                  checked={drawn.has(name)}
                  onChange={() => {
                    onChoose({ switched: switchVariant(choice.switched, name) });
                  }}
                />
                <svg width="30" height="10" aria-hidden="true">
                  <path
                    d="M0 5H30"
                    stroke="currentColor"
                    strokeWidth="3"
                    strokeDasharray={look.dash.join(' ')}
                  />
                </svg>
                <span>{name}</span>
              </label>
            </li>
          );
        })}
      </ul>
      <LineChart
        label={`${title} by epoch: means of ${shown.map(({ variant }) => variant).join(', ')}`}
        x={x}
        lines={lines}
        unit={isShare ? `${title} (%)` : title}
        heightPx={heightPx}
        call={`${studyPath(studyId)}/tables/epochs?format=csv`}
        command={tableCommand(studyId, 'epochs')}
        write={(value) => value.toFixed(isShare ? 1 : 4)}
      />
      <p className="quiet">
        Thick: mean over all cells of the variant that have the epoch; cells that stopped early have
        fewer. {hasBand && 'Band: mean ± standard deviation over cells. '}
        {hasCells && 'Thin: single cells.'}
      </p>
      <details>
        <summary>The same as a table</summary>
        <LastEpochs curves={shown} digits={isShare ? 1 : 4} title={title} />
      </details>
    </>
  );
}

/** What is there of some variants, as one. */
function inOne(results: readonly UseQueryResult<readonly EpochRow[]>[]) {
  return {
    rows: results.flatMap(({ data }) => data ?? []),
    error: results.find(({ error }) => error)?.error ?? null,
    isRead: results.every(({ data }) => data !== undefined),
    refetch: () => {
      for (const { error, refetch } of results) if (error) void refetch();
    },
  };
}

function Switch({
  title,
  isOn,
  onChange,
}: {
  readonly title: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) {
  return (
    <label>
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => {
          onChange(event.target.checked);
        }}
      />{' '}
      {title}
    </label>
  );
}

function linesOf(
  { variant, mean, sd, cells }: VariantCurve,
  { colour, dash: pattern }: ReturnType<typeof variantLook>,
  { hasCells, hasBand }: { readonly hasCells: boolean; readonly hasBand: boolean },
): ChartLine[] {
  const plain = {
    colour,
    dash: [] as readonly number[],
    hasPoints: false,
    isNamed: false,
    fillsToNext: false,
  };
  const bound = (sign: 1 | -1) =>
    mean.map((centre, e) => {
      const spread = sd[e] ?? null;
      return centre === null || spread === null ? null : centre + sign * spread;
    });
  return [
    ...(hasCells
      ? cells.map((values, i) => ({
          ...plain,
          name: `${variant} ${i}`,
          values,
          widthPx: 1,
          opacity: 0.35,
        }))
      : []),
    ...(hasBand
      ? [
          {
            ...plain,
            name: `${variant} +`,
            values: bound(1),
            widthPx: 0,
            opacity: 1,
            fillsToNext: true,
          },
          { ...plain, name: `${variant} −`, values: bound(-1), widthPx: 0, opacity: 1 },
        ]
      : []),
    {
      ...plain,
      name: variant,
      values: mean,
      dash: pattern,
      widthPx: 3,
      opacity: 1,
      isNamed: true,
      hasPoints: mean.length === 1,
    },
  ];
}

/** Ten epochs of each at most, the first and the last among them. */
function LastEpochs({
  curves,
  digits,
  title,
}: {
  readonly curves: readonly VariantCurve[];
  readonly digits: number;
  readonly title: string;
}) {
  const epochs = curves[0]?.mean.length ?? 0;
  const step = Math.max(1, Math.ceil(epochs / 10));
  const shown = Array.from({ length: epochs }, (_, e) => e).filter(
    (e) => e % step === 0 || e === epochs - 1,
  );
  return (
    <ReportedTable
      caption={`${title}: mean ± standard deviation (cells)`}
      columns={['variant', ...shown.map((e) => `epoch ${e + 1}`)]}
      rows={curves.map(({ variant, mean, sd, n }) => [
        variant,
        ...shown.map((e) => {
          const centre = mean[e] ?? null;
          if (centre === null) return dash;
          const spread = sd[e] ?? null;
          const around = spread === null ? '' : ` ± ${spread.toFixed(digits)}`;
          return `${centre.toFixed(digits)}${around} (${n[e] ?? 0})`;
        }),
      ])}
    />
  );
}
