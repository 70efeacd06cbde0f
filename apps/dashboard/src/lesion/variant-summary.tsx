import type { SomePredictions } from '../api/lesion-queries.js';
import { TableBox } from '../components/table-box.js';
import { percent } from '../text/format.js';

/** How often each variant is right over its seeds, and what it says most. */
export function VariantSummary({
  predictions,
}: {
  readonly predictions: readonly SomePredictions[];
}) {
  const variants = [...new Set(predictions.map(({ cell }) => cell.variant))];
  return (
    <TableBox label="Answers by variant">
      <table className="balance">
        <caption>By variant, over its seeds and the images</caption>
        <thead>
          <tr>
            <th scope="col">variant</th>
            <th scope="col">right</th>
            <th scope="col">%</th>
            <th scope="col">answers</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {variants.map((variant) => {
            const answers = predictions
              .filter(({ cell }) => cell.variant === variant)
              .flatMap(({ images }) => images);
            const right = answers.filter(({ label, predicted }) => label === predicted).length;
            const share = right / Math.max(1, answers.length);
            return (
              <tr key={variant}>
                <th scope="row">{variant}</th>
                <td>{`${right} of ${answers.length}`}</td>
                <td>{percent(share)}</td>
                <td>{countsText(answers.map(({ predicted }) => predicted))}</td>
                <td aria-hidden="true">
                  <span className="extent" style={{ width: `${100 * share}%` }} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableBox>
  );
}

/** "mel 4, nv 2", the most frequent first. */
function countsText(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([word, number]) => `${word} ${number}`)
    .join(', ');
}
