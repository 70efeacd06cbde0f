import type { ComparisonAcross } from '@crossfold/contracts';
import { TableBox } from '../components/table-box.js';
import { dash, plural } from '../text/format.js';

/** Settings of the first variant beside those of the others. */
export function SettingsTable({
  configuration: { baseline, settings, arms },
  showsAll,
}: ComparisonAcross & { readonly showsAll: boolean }) {
  const differing = new Set(arms.flatMap(({ differences }) => differences.map(({ path }) => path)));
  const own = new Map(settings.map(({ path, value }) => [path, value]));
  const paths = [...new Set([...own.keys(), ...differing])].filter(
    (path) => showsAll || differing.has(path),
  );
  if (paths.length === 0) {
    return <p className="empty">The variants have the same settings; their seeds may differ.</p>;
  }
  const caption = showsAll
    ? plural(paths.length, 'setting')
    : `${plural(paths.length, 'setting')} in which the variants differ`;
  return (
    <TableBox label={caption}>
      <table className="settings">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">setting</th>
            {[baseline, ...arms.map(({ name }) => name)].map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {paths.map((path) => (
            <tr key={path}>
              <th scope="row">{path}</th>
              <td>{own.get(path) ?? dash}</td>
              {arms.map(({ name, differences }) => {
                const difference = differences.find((one) => one.path === path);
                return (
                  <td key={name} className={difference ? 'differs' : 'quiet'}>
                    {difference ? (difference.arm ?? dash) : (own.get(path) ?? dash)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </TableBox>
  );
}
