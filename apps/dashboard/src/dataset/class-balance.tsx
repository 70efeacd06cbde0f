import type { DatasetView } from '@crossfold/contracts';
import { TableBox } from '../components/table-box.js';
import { count, percent } from '../text/format.js';

/** Images of each class: a bar beside its number. */
export function ClassBalance({ dataset: { classes, group } }: { readonly dataset: DatasetView }) {
  const images = classes.reduce((sum, one) => sum + one.images, 0);
  const most = Math.max(1, ...classes.map((one) => one.images));
  const caption = `${count(images)} images of ${count(classes.length)} classes`;
  return (
    <TableBox label={caption}>
      <table className="balance">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">class</th>
            <th scope="col">images</th>
            <th scope="col">%</th>
            <th scope="col">{group?.many ?? 'groups'}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {classes.map((one) => (
            <tr key={one.label}>
              <th scope="row">
                {one.label}
                {one.title !== null && <small>{one.title}</small>}
              </th>
              <td>{count(one.images)}</td>
              <td>{percent(one.images / Math.max(1, images))}</td>
              <td>{count(one.groups)}</td>
              <td aria-hidden="true">
                <span className="extent" style={{ width: `${(100 * one.images) / most}%` }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
