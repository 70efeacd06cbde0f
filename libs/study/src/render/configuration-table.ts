import { dash, type Configuration, type ReportTable } from '@crossfold/contracts';
import { buildTable, prose, texts } from './table.js';

/** Every setting that was trained with, and which arms have another value. */
export function configurationTable({ baseline, settings, arms }: Configuration): ReportTable {
  const values = new Map(settings.map(({ path, value }) => [path, value]));
  const changed = new Map<string, string[]>();
  for (const { name, differences } of arms) {
    for (const { path, arm } of differences) {
      changed.set(path, [...(changed.get(path) ?? []), `${name}: ${arm ?? dash}`]);
    }
  }
  const paths = [...new Set([...values.keys(), ...changed.keys()])];
  return buildTable({
    id: 'configuration',
    section: 'study',
    title: 'Configuration: settings of the baseline, and what the arms change',
    columns: [...texts('setting', baseline), prose('arms that differ')],
    rows: paths.map((path) => [
      path,
      values.get(path) ?? dash,
      (changed.get(path) ?? []).join('; '),
    ]),
  });
}
