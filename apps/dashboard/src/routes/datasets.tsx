import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { datasetsQuery } from '../api/dataset-queries.js';
import { Loading, Problem } from '../components/problem.js';
import { TableBox } from '../components/table-box.js';
import { TableHead } from '../components/table-head.js';
import { useTitle } from '../components/use-title.js';
import { count, moment, plural } from '../text/format.js';
import { problemText } from '../text/problem-text.js';

/** All data sets. */
export function DatasetsPage() {
  useTitle('Data sets');
  const query = useQuery(datasetsQuery());
  if (!query.data) {
    return query.error ? <Problem error={query.error} /> : <Loading what="the data sets" />;
  }
  const { datasets, unread } = query.data;
  const caption = plural(datasets.length, 'data set');
  return (
    <section className="page">
      <h1>Data sets</h1>
      {unread.map(({ name, message, remedy }) => (
        <p key={name} className="problem" role="alert">
          {name}: {problemText(message, remedy)}
        </p>
      ))}
      {datasets.length === 0 ? (
        <p className="empty">
          None has been added. Add your images with <code>npx crossfold dataset add FOLDER</code>.
        </p>
      ) : (
        <TableBox label={caption}>
          <table className="text">
            <caption>{caption}</caption>
            <TableHead columns={['data set', 'images', 'groups', 'added', 'content']} />
            <tbody>
              {datasets.map(({ name, images, groups, addedAt, manifestSha256, previous }) => (
                <tr key={name}>
                  <th scope="row">
                    <Link to="/datasets/$name" params={{ name }} data-row>
                      {name}
                    </Link>
                  </th>
                  <td>{plural(images, 'image')}</td>
                  <td>
                    <span data-label="groups">{count(groups)}</span>
                  </td>
                  <td>
                    <span data-label="added">{moment(addedAt)}</span>
                  </td>
                  <td>
                    <code title={manifestSha256}>{manifestSha256.slice(0, 12)}</code>
                    {previous.length > 0 && (
                      <small>{` after ${plural(previous.length, 'earlier content')}`}</small>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableBox>
      )}
    </section>
  );
}
