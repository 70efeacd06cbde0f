import type { Report } from '@crossfold/contracts';
import { CopyTable } from '../components/copy-table.js';
import { ScrollBox } from '../components/scroll-box.js';
import { TableHead } from '../components/table-head.js';
import { count, signed } from '../text/format.js';
import { mostClasses, type CellLook } from './confused-classes.js';
import { ConfusionOverview } from './confusion-overview.js';
import { ConfusedImages } from './confused-images.js';

type Shown = 'counts' | 'shares' | 'difference';

const shownTexts = {
  counts: 'images',
  shares: 'share of the true class (%)',
  difference: 'share minus baseline (points)',
} satisfies Record<Shown, string>;

/** What is looked at: of which variant, how, and of which cell the images. */
export interface ConfusionChoice {
  readonly confusion?: string | undefined;
  readonly cells?: 'counts' | 'difference' | undefined;
  readonly label?: string | undefined;
  readonly predicted?: string | undefined;
}

/** Which classes a variant takes for which, out of fold and pooled, also beside the baseline. */
export function ConfusionSection({
  report,
  choice,
  onChoose,
}: {
  readonly report: Report;
  readonly choice: ConfusionChoice;
  readonly onChoose: (choice: ConfusionChoice) => void;
}) {
  const variants = report.variants.filter(({ pooled }) => pooled !== null);
  const baseline = variants.find(({ role }) => role === 'baseline');
  const usual = baseline ?? variants[0];
  const variant = variants.find((one) => one.name === choice.confusion) ?? usual;
  const name = variant?.name ?? '';
  const shown: Shown = choice.cells ?? 'shares';
  const chosen = variant?.pooled;
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
              const next = event.target.value;
              onChoose({ ...choice, confusion: next === usual?.name ? undefined : next });
            }}
          >
            {variants.map((one) => (
              <option key={one.name}>{one.name}</option>
            ))}
          </select>
        </label>
        <label>
          Show{' '}
          <select
            value={shown}
            onChange={(event) => {
              const next = event.target.value as Shown;
              onChoose({ ...choice, cells: next === 'shares' ? undefined : next });
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
      {classes.length > mostClasses ? (
        <ConfusionOverview
          caption={caption}
          shownText={shownTexts[shown]}
          classes={classes}
          matrix={chosen.confusionMatrix}
          looks={texts}
          onChoose={(label, predicted) => {
            onChoose({ ...choice, label, predicted });
          }}
        />
      ) : (
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
                      <button
                        type="button"
                        className={isGood ? 'right' : 'wrong'}
                        style={{ '--share': share.toFixed(3) } as React.CSSProperties}
                        aria-label={`${text}: images of ${classes[r] ?? ''} answered ${classes[c] ?? ''}`}
                        aria-pressed={
                          classes[r] === choice.label && classes[c] === choice.predicted
                        }
                        onClick={() => {
                          onChoose({ ...choice, label: classes[r], predicted: classes[c] });
                        }}
                      >
                        {text}
                      </button>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
      <p className="quiet">
        Out of fold, all folds and seeds pooled. On the diagonal is what is answered rightly.
        {shown === 'difference' && ' Green is better than the baseline, red is worse.'} A cell lists
        its images.
      </p>
      {choice.label !== undefined && choice.predicted !== undefined && (
        <ConfusedImages
          studyId={report.studyId}
          variant={name}
          label={choice.label}
          predicted={choice.predicted}
        />
      )}
    </>
  );
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
