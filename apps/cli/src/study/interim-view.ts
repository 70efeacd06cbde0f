import { nameBeside, type Interim, type InterimVariant, type Spread } from '@crossfold/contracts';
import { tableLines } from '../terminal/table.js';

/** What is known of the answer of a study that is not over; nothing where there is a report. */
export function interimLines(interim: Interim | null): string[] {
  if (!interim) return [];
  const columns = [
    { title: 'variant' },
    { title: 'cells' },
    { title: 'balanced accuracy %', align: 'right' as const },
    { title: 'Δ to baseline, points', align: 'right' as const },
    { title: 'pairs', align: 'right' as const },
  ];
  return ['', ...interim.notes, ...tableLines(columns, interim.variants.map(rowOf))];
}

function rowOf({ name, role, reference, cells, score, comparison }: InterimVariant): string[] {
  const lost = cells.failed + cells.skipped + cells.cancelled;
  const out = cells.racedOut > 0 ? `, ${cells.racedOut} raced out` : '';
  return [
    role === 'baseline' ? `${name} (baseline)` : nameBeside({ name, reference }),
    `${cells.succeeded} of ${cells.planned}${lost > 0 ? `, ${lost} lost` : ''}${out}`,
    spreadText(score, percent),
    spreadText(comparison?.difference ?? null, signed),
    comparison ? String(comparison.pairs) : '',
  ];
}

function spreadText(spread: Spread | null, write: (share: number) => string): string {
  if (!spread) return '';
  return write(spread.mean) + (spread.sd === null ? '' : ` ± ${percent(spread.sd)}`);
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function signed(share: number): string {
  return `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;
}
