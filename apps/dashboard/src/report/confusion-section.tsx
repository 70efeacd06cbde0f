import type { Report } from '@crossfold/contracts';
import { useState } from 'react';
import { CopyTable } from '../components/copy-table.js';
import { ScrollBox } from '../components/scroll-box.js';
import { TableHead } from '../components/table-head.js';
import { count, signed } from '../text/format.js';

type Shown = 'counts' | 'shares' | 'difference';

const shownTexts = {
  counts: 'images',
  shares: 'share of the true class (%)',
  difference: 'share minus baseline (points)',
} satisfies Record<Shown, string>;

/** Which classes a variant takes for which, out of fold and pooled, also beside the baseline. */
export function ConfusionSection({ report }: { readonly report: Report }) {
  const variants = report.variants.filter(({ pooled }) => pooled !== null);
  const baseline = variants.find(({ role }) => role === 'baseline');
  const [name, setName] = useState(baseline?.name ?? variants[0]?.name ?? '');
  const [shown, setShown] = useState<Shown>('shares');
  const chosen = variants.find((variant) => variant.name === name)?.pooled;
  if (!chosen) return null;
  const classes = chosen.perClass.map((one) => one.name);
  const texts = cellsOf(chosen.confusionMatrix, baseline?.pooled?.confusionMatrix ?? null, shown);
  const caption = `Confusion of ${name}: ${shownTexts[shown]}; rows are true classes`;
  const columns = ['true', ...classes];
  return (
    <>
      <div className="tools">
        <label>
          Variant{' '}
          <select
            value={name}
            onChange={(event) => {
              setName(event.target.value);
            }}
          >
            {variants.map((variant) => (
              <option key={variant.name}>{variant.name}</option>
            ))}
          </select>
        </label>
        <label>
          Show{' '}
          <select
            value={shown}
            onChange={(event) => {
              setShown(event.target.value as Shown);
            }}
          >
            {Object.entries(shownTexts).map(([key, text]) => (
              <option key={key} value={key}>
                {text}
              </option>
            ))}
          </select>
        </label>
        <CopyTable
          what={caption}
          table={() => ({
            columns,
            rows: texts.map((row, r) => [classes[r] ?? '', ...row.map(({ text }) => text)]),
          })}
        />
      </div>
      <ScrollBox label={caption}>
        <table className="confusion">
          <caption>{caption}</caption>
          <TableHead columns={columns} />
          <tbody>
            {texts.map((row, r) => (
              <tr key={classes[r]}>
                <th scope="row">{classes[r]}</th>
                {row.map(({ text, share, isGood }, c) => (
                  <td key={c}>
                    <span
                      className={isGood ? 'right' : 'wrong'}
                      style={{ '--share': share.toFixed(3) } as React.CSSProperties}
                    >
                      {text}
                    </span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollBox>
      <p className="quiet">
        Out of fold, all folds and seeds pooled. On the diagonal is what is answered rightly.
        {shown === 'difference' && ' Green is better than the baseline, red is worse.'}
      </p>
    </>
  );
}

interface CellLook {
  readonly text: string;
  /** How deep its colour is, from 0 to 1. */
  readonly share: number;
  readonly isGood: boolean;
}

function cellsOf(
  matrix: readonly (readonly number[])[],
  baseline: readonly (readonly number[])[] | null,
  shown: Shown,
): CellLook[][] {
  return matrix.map((row, r) => {
    const shares = sharesOf(row);
    const others = sharesOf(baseline?.[r] ?? []);
    return row.map((images, c) => {
      const share = shares[c] ?? 0;
      const isDiagonal = r === c;
      if (shown === 'counts') return { text: count(images), share, isGood: isDiagonal };
      if (shown === 'shares') {
        return { text: (100 * share).toFixed(1), share, isGood: isDiagonal };
      }
      const difference = share - (others[c] ?? 0);
      const isGood = isDiagonal ? difference >= 0 : difference <= 0;
      // A difference of a fifth has the deepest colour.
      return { text: signed(difference), share: Math.min(1, 5 * Math.abs(difference)), isGood };
    });
  });
}

function sharesOf(row: readonly number[]): number[] {
  const all = row.reduce((sum, images) => sum + images, 0);
  return row.map((images) => (all > 0 ? images / all : 0));
}
