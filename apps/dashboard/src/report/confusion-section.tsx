import type { Report } from '@crossfold/contracts';
import { CopyTable } from '../components/copy-table.js';
import { cellLooks, type ShownCells } from './cell-looks.js';
import { ConfusionMatrix } from './confusion-matrix.js';
import { ConfusedImages } from './confused-images.js';

const shownTexts = {
  counts: 'images',
  shares: 'share of the true class (%)',
  difference: 'share minus baseline (points)',
} satisfies Record<ShownCells, string>;

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
  const shown: ShownCells = choice.cells ?? 'shares';
  const chosen = variant?.pooled;
  if (!chosen) return null;
  const classes = chosen.perClass.map((one) => one.name);
  const texts = cellLooks(chosen.confusionMatrix, baseline?.pooled?.confusionMatrix ?? null, shown);
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
              const next = event.target.value as ShownCells;
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
      <ConfusionMatrix
        caption={caption}
        shownText={shownTexts[shown]}
        classes={classes}
        matrix={chosen.confusionMatrix}
        looks={texts}
        chosen={choice}
        onChoose={(label, predicted) => {
          onChoose({ ...choice, label, predicted });
        }}
      />
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
