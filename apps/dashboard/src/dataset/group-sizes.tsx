import type { DatasetView } from '@crossfold/contracts';
import { ScrollBox } from '../components/scroll-box.js';
import { count } from '../text/format.js';

/** How many groups have one image, two images and so on: those with several are what may leak. */
export function GroupSizes({
  dataset: { multiplicity, group },
}: {
  readonly dataset: DatasetView;
}) {
  const many = group?.many ?? 'groups';
  const caption = `Images of ${many}: those with several are what a split must keep together`;
  return (
    <ScrollBox label={caption}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">images each</th>
            <th scope="col">{many}</th>
          </tr>
        </thead>
        <tbody>
          {multiplicity.map(({ imagesPerGroup, groups }) => (
            <tr key={imagesPerGroup}>
              <th scope="row">{count(imagesPerGroup)}</th>
              <td>{count(groups)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}
