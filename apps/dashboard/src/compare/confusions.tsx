import type { ComparedVariant, ComparisonAcross } from '@crossfold/contracts';
import { useNavigate } from '@tanstack/react-router';
import { cellLooks } from '../report/cell-looks.js';
import { ConfusionMatrix } from '../report/confusion-matrix.js';
import { titleOf } from './compared-titles.js';

type Confusion = NonNullable<ComparedVariant['confusion']>;

const shownTexts = {
  shares: 'share of the true class (%)',
  difference: 'share minus that of the first (points)',
} as const;

/** Which classes each variant takes for which, or how that differs from the first. */
export function Confusions({
  variants,
  isDifference,
  onDifference,
}: Pick<ComparisonAcross, 'variants'> & {
  readonly isDifference: boolean;
  readonly onDifference: (isWanted: boolean) => void;
}) {
  const navigate = useNavigate();
  const [first] = variants;
  const shown = isDifference ? 'difference' : 'shares';
  const matrices = variants.flatMap((variant) => {
    const { confusion } = variant;
    return confusion && (!isDifference || variant !== first) ? [{ variant, confusion }] : [];
  });
  const other = first?.confusion ?? null;
  return (
    <>
      <label>
        <input
          type="checkbox"
          checked={isDifference}
          onChange={({ target }) => {
            onDifference(target.checked);
          }}
        />{' '}
        minus the first
      </label>
      <div className="pair">
        {matrices.map(({ variant, confusion }) => {
          const caption = `Confusion of ${titleOf(variant)}: ${shownTexts[shown]}; rows are true classes`;
          if (isDifference && !(other && areAlike(confusion, other))) {
            return (
              <p key={titleOf(variant)} className="quiet">
                {`${titleOf(variant)} has other classes than the first.`}
              </p>
            );
          }
          return (
            <ConfusionMatrix
              key={titleOf(variant)}
              caption={caption}
              shownText={shownTexts[shown]}
              classes={confusion.classes}
              matrix={confusion.matrix}
              looks={cellLooks(confusion.matrix, other?.matrix ?? null, shown)}
              onChoose={(label, predicted) =>
                void navigate({
                  to: '/studies/$studyId',
                  params: { studyId: variant.studyId },
                  search: { confusion: variant.variant, label, predicted, at: 'confusion' },
                })
              }
            />
          );
        })}
      </div>
      <p className="quiet">
        Out of fold, all cells pooled.
        {isDifference && ' Green is better than the first, red is worse.'} A cell leads to its
        images.
      </p>
    </>
  );
}

function areAlike(one: Confusion, other: Confusion): boolean {
  return one.classes.join('\n') === other.classes.join('\n');
}
