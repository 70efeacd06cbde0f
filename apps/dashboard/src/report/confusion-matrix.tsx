import { ScrollBox } from '../components/scroll-box.js';
import { TableHead } from '../components/table-head.js';
import { maxMapClasses, type CellLook } from './confused-classes.js';
import { ConfusionOverview } from './confusion-overview.js';
import '../styles/confusion.css';

/** Which classes are taken for which: each cell a button; of many classes a map. */
export function ConfusionMatrix({
  caption,
  shownText,
  classes,
  matrix,
  looks,
  chosen,
  onChoose,
}: {
  readonly caption: string;
  /** What the texts of cells are. */
  readonly shownText: string;
  readonly classes: readonly string[];
  readonly matrix: readonly (readonly number[])[];
  readonly looks: readonly (readonly CellLook[])[];
  /** The cell whose images are listed. */
  readonly chosen?: {
    readonly label?: string | undefined;
    readonly predicted?: string | undefined;
  };
  /** Asks for the images of a cell. */
  readonly onChoose: (label: string, predicted: string) => void;
}) {
  if (classes.length > maxMapClasses) {
    return (
      <ConfusionOverview
        caption={caption}
        shownText={shownText}
        classes={classes}
        matrix={matrix}
        looks={looks}
        onChoose={onChoose}
      />
    );
  }
  return (
    <ScrollBox label={caption}>
      <table className="confusion">
        <caption>{caption}</caption>
        <TableHead columns={['true', ...classes]} />
        <tbody>
          {looks.map((row, r) => (
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
                      chosen && classes[r] === chosen.label && classes[c] === chosen.predicted
                    }
                    onClick={() => {
                      onChoose(classes[r] ?? '', classes[c] ?? '');
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
  );
}
