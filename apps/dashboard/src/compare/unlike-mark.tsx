import type { ComparisonAcross } from '@crossfold/contracts';
import { titleOf } from './compared-titles.js';

/** What keeps variants from being compared, and a way to compare them all the same. */
export function UnlikeMark({
  variants,
  comparesUnlike,
  onChange,
}: Pick<ComparisonAcross, 'variants'> & {
  readonly comparesUnlike: boolean;
  readonly onChange: (comparesUnlike: boolean) => void;
}) {
  const unlike = variants.filter((one) => one.unlike.length > 0);
  if (unlike.length === 0) return null;
  return (
    <div className="problem" role="note">
      <strong>
        {comparesUnlike ? 'Compared although they are unlike.' : 'Not all of these are compared.'}
      </strong>{' '}
      Cells are pairs where they test the same images: else a difference may come from the images.
      <ul className="problems">
        {unlike.map((one) => (
          <li key={titleOf(one)}>{`${titleOf(one)}: ${one.unlike.join('; ')}`}</li>
        ))}
      </ul>
      <label>
        <input
          type="checkbox"
          checked={comparesUnlike}
          onChange={({ target }) => {
            onChange(target.checked);
          }}
        />{' '}
        compare all the same
      </label>
    </div>
  );
}
