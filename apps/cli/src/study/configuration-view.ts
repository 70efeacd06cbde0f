import { describeConfiguration, type Study } from '@crossfold/contracts';
import { tableLines } from '../terminal/table.js';

/** The settings that a study trains with, and each arm's differences to the baseline. */
export function configurationLines({ variants }: Study, width: number): string[] {
  const { baseline, settings, arms } = describeConfiguration(variants);
  const columns = [{ title: 'setting' }, { title: baseline }];
  const rows = settings.map(({ path, value }) => [path, value]);
  return [
    `every setting of the baseline, defaults too`,
    ...tableLines(columns, rows, width),
    ...arms.flatMap(({ name, differences }) => [
      '',
      `${name}: what it changes`,
      ...tableLines(
        [{ title: 'setting' }, { title: baseline }, { title: name }],
        differences.map(({ path, baseline: theirs, arm }) => [path, theirs ?? '–', arm ?? '–']),
        width,
      ),
    ]),
  ];
}
