import { Figure } from '../charts/figure.js';
import { ScrollBox } from '../components/scroll-box.js';
import { TableHead } from '../components/table-head.js';
import { count } from '../text/format.js';
import { mapPaths, maxConfused, type CellLook } from './confused-classes.js';
import '../styles/confusion.css';

const largestPx = 560;

/** The matrix of many classes: all of it as a map, and the classes that are confused most as a table. */
export function ConfusionOverview({
  caption,
  shownText,
  classes,
  matrix,
  looks,
  onChoose,
}: {
  readonly caption: string;
  /** What the texts of cells are. */
  readonly shownText: string;
  readonly classes: readonly string[];
  readonly matrix: readonly (readonly number[])[];
  readonly looks: readonly (readonly CellLook[])[];
  /** Asks for the images of a cell. */
  readonly onChoose: (label: string, predicted: string) => void;
}) {
  const confused = maxConfused(classes, matrix, looks);
  const size = classes.length;
  return (
    <>
      <Figure
        title={caption}
        caption={`${size} classes in the order of the data set: rows from above, answers from the left.`}
        draw={(widthPx) => (
          <svg
            className="confusion-map"
            width={Math.min(largestPx, widthPx)}
            height={Math.min(largestPx, widthPx)}
            viewBox={`0 0 ${size} ${size}`}
            role="img"
            aria-label={caption}
          >
            <path className="frame" d={`M0 0H${size}V${size}H0Z`} />
            {mapPaths(looks).map(({ share, isGood, path }) => (
              <path
                key={`${isGood} ${share}`}
                className={isGood ? 'right' : 'wrong'}
                style={{ '--share': share.toFixed(3) } as React.CSSProperties}
                d={path}
              />
            ))}
          </svg>
        )}
      />
      {confused.length > 0 && (
        <ScrollBox label="Classes that are confused most">
          <table className="confused">
            <caption>{`Confused most, the first ${confused.length}; all cells are in the copy`}</caption>
            <TableHead columns={['true', 'answered', 'images', shownText]} />
            <tbody>
              {confused.map(({ label, predicted, images, text }) => (
                <tr key={`${label}/${predicted}`}>
                  <th scope="row">{label}</th>
                  <td>{predicted}</td>
                  <td>
                    <button
                      type="button"
                      aria-label={`${count(images)} images of ${label} answered ${predicted}`}
                      onClick={() => {
                        onChoose(label, predicted);
                      }}
                    >
                      {count(images)}
                    </button>
                  </td>
                  <td>{text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </>
  );
}
