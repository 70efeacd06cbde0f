import type { Report } from '@crossfold/contracts';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { configurationQuery } from '../api/queries.js';
import { PartProblem } from '../components/problem.js';
import { useStudy } from '../live/use-study.js';
import { differingPaths, tableScores, variantRows } from './variant-rows.js';
import { VariantsTable } from './variants-table.js';

const sets = {
  scores: 'scores',
  differences: 'settings that differ',
  settings: 'all settings',
} as const;
type ColumnSet = keyof typeof sets;

/** What of the table is chosen: its columns, and the one that it is sorted by. */
export interface VariantsChoice {
  readonly columns?: Exclude<ColumnSet, 'scores'> | undefined;
  readonly sort?: string | undefined;
}

/** The variants of a study beside each other. */
export function VariantsSection({
  report,
  choice: { columns, sort },
  onChoose,
}: {
  readonly report: Report | null;
  readonly choice: VariantsChoice;
  readonly onChoose: (choice: VariantsChoice) => void;
}) {
  const set: ColumnSet = columns ?? 'scores';
  const { snapshot } = useStudy();
  const { detail, trials } = snapshot;
  const { study, interim, studyId } = detail;
  const configuration = useQuery({ ...configurationQuery(studyId), enabled: set !== 'scores' });
  const known = configuration.data ?? null;
  const rows = useMemo(
    () => variantRows({ study, trials, interim, report, configuration: known }),
    [study, trials, interim, report, known],
  );
  const scores = useMemo(() => tableScores(study), [study]);
  const paths = useMemo(() => {
    if (set === 'scores') return null;
    if (!known) return [];
    return set === 'differences' ? differingPaths(known) : known.settings.map(({ path }) => path);
  }, [set, known]);
  return (
    <>
      <div className="tools">
        <label>
          Columns{' '}
          <select
            value={set}
            onChange={(event) => {
              const next = event.target.value as ColumnSet;
              onChoose({ columns: next === 'scores' ? undefined : next, sort: undefined });
            }}
          >
            {Object.entries(sets).map(([key, text]) => (
              <option key={key} value={key}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </div>
      {configuration.error && <PartProblem error={configuration.error} />}
      <VariantsTable
        caption={
          set === 'scores'
            ? `Out of fold, each cell scored alone: mean ± standard deviation over cells (%)${report ? '; in brackets 95 % intervals of the pooled scores' : '; interim: no p and no verdict before the report'}`
            : `Settings: ${sets[set]}`
        }
        rows={rows}
        scores={scores}
        paths={paths}
        sort={sort}
        onSort={(next) => {
          onChoose({ columns, sort: next });
        }}
      />
      {!report && interim && <Notes notes={interim.notes} />}
    </>
  );
}

/** What must be said wherever interim numbers are shown. */
function Notes({ notes }: { readonly notes: readonly string[] }) {
  return notes.map((text) => (
    <p key={text} className={text.startsWith('LEAK') ? 'leak' : 'quiet'}>
      {text}
    </p>
  ));
}
