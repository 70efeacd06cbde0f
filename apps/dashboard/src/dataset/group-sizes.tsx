import type { DatasetView } from '@crossfold/contracts';
import { count } from '../text/format.js';

/** How many groups have one image, two images and so on: those with several are what may leak. */
export function GroupSizes({
  dataset: { multiplicity, group },
}: {
  readonly dataset: DatasetView;
}) {
  const many = group?.many ?? 'groups';
  const caption = `${many} by their number of images`;
  return (
    <>
      <p className="quiet">Those with several images are what a split has to keep on one side.</p>
      <table>
        <caption className="unseen">{caption}</caption>
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
    </>
  );
}
