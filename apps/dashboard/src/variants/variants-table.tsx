import {
  columnPinningFeature,
  createSortedRowModel,
  rowSortingFeature,
  sortFn_basic,
  sortFn_text,
  tableFeatures,
  useTable,
  type ColumnDef,
  type SortingState,
} from '@tanstack/react-table';
import { scoreRow, scoreTitle, type ScoreName } from '@crossfold/contracts/page';
import { useMemo } from 'react';
import { variantLook } from '../charts/variant-look.js';
import { CopyTable } from '../components/copy-table.js';
import { ScrollBox } from '../components/scroll-box.js';
import { Swatch } from '../components/swatch.js';
import { count, dash, decimal, percent, probability, signed } from '../text/format.js';
import type { VariantRow } from './variant-rows.js';

const features = tableFeatures({
  columnPinningFeature,
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { basic: sortFn_basic, text: sortFn_text },
});
type Column = ColumnDef<typeof features, VariantRow>;

/** Variants beside each other: scores or settings, sorted by any column; the names stay in view. */
export function VariantsTable({
  caption,
  rows,
  scores,
  paths,
  sort,
  onSort,
}: {
  readonly caption: string;
  readonly rows: readonly VariantRow[];
  readonly scores: readonly ScoreName[];
  /** Settings to show in place of scores; null for scores. */
  readonly paths: readonly string[] | null;
  /** The id of a column, with `-` before it from the largest; undefined for the order of the study. */
  readonly sort: string | undefined;
  readonly onSort: (sort: string | undefined) => void;
}) {
  const data = useMemo(() => [...rows], [rows]);
  const columns = useMemo(
    (): Column[] => [nameColumn, ...(paths ? settingColumns(paths) : scoreColumns(scores))],
    [paths, scores],
  );
  const sorting = useMemo(() => sortingOf(sort, columns), [sort, columns]);
  const table = useTable({
    features,
    columns,
    data,
    initialState: { columnPinning: { start: ['name'], end: [] } },
    state: { sorting },
    onSortingChange: (change) => {
      const [next] = typeof change === 'function' ? change(sorting) : change;
      onSort(next && `${next.desc ? '-' : ''}${next.id}`);
    },
  });
  const look = rows.map(({ name, isBaseline }) => ({
    name,
    role: isBaseline ? 'baseline' : 'arm',
  }));
  const headers = table.getHeaderGroups()[0]?.headers ?? [];
  const sorted = table.getRowModel().rows;
  return (
    <div className="with-copy">
      <CopyTable
        what={caption}
        table={() => ({
          columns: headers.map(({ column }) => String(column.columnDef.header)),
          rows: sorted.map((row) =>
            row.getAllCells().map(({ column }) => textOf(row.original, column.id)),
          ),
        })}
      />
      <ScrollBox label={caption}>
        <table className="variants-table">
          <caption>{caption}</caption>
          <thead>
            <tr>
              {headers.map(({ id, column }) => {
                const order = column.getIsSorted();
                return (
                  <th
                    key={id}
                    scope="col"
                    aria-sort={
                      order === 'asc' ? 'ascending' : order === 'desc' ? 'descending' : 'none'
                    }
                  >
                    <button
                      type="button"
                      className="head"
                      onClick={column.getToggleSortingHandler()}
                    >
                      {String(column.columnDef.header)}
                      <span aria-hidden="true">
                        {order === 'asc' ? ' ▲' : order === 'desc' ? ' ▼' : ''}
                      </span>
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {sorted.map((row) => (
              <tr key={row.id}>
                {row.getAllCells().map(({ id, column }, i) =>
                  i === 0 ? (
                    <th key={id} scope="row">
                      <Swatch colour={variantLook(look, row.original.name).colour} />
                      {row.original.name}
                      {row.original.isBaseline && <small> baseline</small>}
                    </th>
                  ) : (
                    <td key={id}>
                      {textOf(row.original, column.id)}
                      <Below row={row.original} column={column.id} />
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </div>
  );
}

/** By no column where the address names one that is not there. */
function sortingOf(sort: string | undefined, columns: readonly Column[]): SortingState {
  const id = sort?.replace(/^-/, '');
  return columns.some((column) => column.id === id)
    ? [{ id: id ?? '', desc: sort?.startsWith('-') ?? false }]
    : [];
}

const nameColumn: Column = {
  id: 'name',
  header: 'variant',
  accessorFn: ({ name }) => name,
  sortFn: 'text',
};

/** A column of numbers: rows without one come last in either order. */
function numbers(
  id: string,
  header: string,
  pick: (row: VariantRow) => number | null | undefined,
): Column {
  return {
    id,
    header,
    accessorFn: (row) => pick(row) ?? undefined,
    sortUndefined: 'last',
    sortFn: 'basic',
  };
}

const scoreColumns = (names: readonly ScoreName[]): readonly Column[] => [
  numbers('cells', 'cells', ({ cells }) => cells.succeeded),
  ...names.map((name) =>
    numbers(`score:${name}`, scoreTitle(name), ({ scores }) => scores[name]?.mean),
  ),
  numbers('difference', 'Δ (points)', ({ difference }) => difference),
  numbers('p', 'adjusted p', ({ adjustedP }) => adjustedP),
  { id: 'verdict', header: 'verdict', accessorFn: ({ verdict }) => verdict, sortFn: 'text' },
];

function settingColumns(paths: readonly string[]): readonly Column[] {
  return paths.map((path) => ({
    id: `setting:${path}`,
    header: path,
    accessorFn: ({ settings }) => settings.get(path) ?? '',
    sortFn: 'text',
  }));
}

/** What a cell says, for the page and for copies. */
function textOf(row: VariantRow, column: string): string {
  const [kind = '', name = ''] = splitAt(column);
  switch (kind) {
    case 'name':
      return row.name;
    case 'cells': {
      const { succeeded, planned, lost } = row.cells;
      const of = `${count(succeeded)} of ${count(planned)}`;
      return lost > 0 ? `${of}, ${count(lost)} lost` : of;
    }
    case 'score': {
      const spread = row.scores[name as ScoreName];
      if (!spread) return dash;
      const write = scoreRow(name as ScoreName).unit === 'percent' ? percent : decimal;
      return write(spread.mean) + (spread.sd === null ? '' : ` ± ${write(spread.sd)}`);
    }
    case 'difference':
      return signed(row.difference);
    case 'p':
      return probability(row.adjustedP);
    case 'verdict':
      return row.verdict === '' ? dash : row.verdict;
    default:
      return row.settings.get(name) ?? dash;
  }
}

/** The interval beneath a number, where there is one. */
function Below({ row, column }: { readonly row: VariantRow; readonly column: string }) {
  const [kind, name = ''] = splitAt(column);
  const interval =
    kind === 'score'
      ? row.intervals[name]
      : kind === 'difference'
        ? row.differenceInterval
        : undefined;
  if (!interval) return null;
  const write = kind === 'difference' ? signed : percent;
  return (
    <small className="below">
      [{write(interval[0])}, {write(interval[1])}]
    </small>
  );
}

function splitAt(column: string): readonly [string, string] {
  const colon = column.indexOf(':');
  return colon < 0 ? [column, ''] : [column.slice(0, colon), column.slice(colon + 1)];
}
