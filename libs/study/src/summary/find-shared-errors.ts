import type { Predictions, SharedErrors } from '@crossfold/contracts';

/** What the models of a variant say of the images of one class in a group. */
interface Case {
  readonly group: string;
  readonly label: number;
  readonly images: Set<string>;
  /** Of each cell: the mean over its images, [class]. */
  readonly said: number[][];
}

/**
 * Groups that every model which was held out from them answers wrongly, whatever its seed: of each
 * cell the mean probabilities over the images of the group answer. A group of several classes is a
 * case for each.
 *
 * @param cells what each training predicted of its test part
 * @param groups the group of each image by its id
 * @returns null without a cell
 */
export function findSharedErrors(
  variant: string,
  cells: readonly Predictions[],
  groups: ReadonlyMap<string, string>,
): SharedErrors | null {
  const classes = cells[0]?.classes;
  if (!classes) return null;
  const cases = listCases(cells, groups);
  const rows = cases.flatMap((one) => {
    const answers = one.said.map((chances) => chances.indexOf(Math.max(...chances)));
    if (answers.includes(one.label)) return [];
    const counts = [...new Set(answers)]
      .map((answer) => ({ answer, cells: answers.filter((other) => other === answer).length }))
      .sort((a, b) => b.cells - a.cells || a.answer - b.answer);
    const usual = counts[0]?.answer ?? 0;
    return [
      {
        group: one.group,
        label: classes[one.label] ?? '',
        images: one.images.size,
        cells: answers.length,
        answers: counts.map(({ answer, cells }) => ({ class: classes[answer] ?? '', cells })),
        answerProbability: meanOf(one.said, usual),
        labelProbability: meanOf(one.said, one.label),
      },
    ];
  });
  const least = Math.min(...cases.map(({ said }) => said.length));
  const most = Math.max(...cases.map(({ said }) => said.length));
  return {
    variant,
    cases: cases.length,
    cells: [least, most],
    rows: rows.sort(
      (a, b) => b.answerProbability - a.answerProbability || (a.group < b.group ? -1 : 1),
    ),
  };
}

function listCases(
  cells: readonly Predictions[],
  groups: ReadonlyMap<string, string>,
): readonly Case[] {
  const cases = new Map<string, Case>();
  for (const { imageIds, labels, probabilities } of cells) {
    const ofCell = new Map<Case, number[][]>();
    imageIds.forEach((imageId, i) => {
      const [group, label] = [groups.get(imageId) ?? imageId, labels[i] ?? 0];
      const key = `${label} ${group}`;
      const one = cases.get(key) ?? { group, label, images: new Set(), said: [] };
      cases.set(key, one);
      one.images.add(imageId);
      const rows = ofCell.get(one);
      if (rows) rows.push(probabilities[i] ?? []);
      else ofCell.set(one, [probabilities[i] ?? []]);
    });
    for (const [one, rows] of ofCell) {
      one.said.push((rows[0] ?? []).map((_, c) => meanOf(rows, c)));
    }
  }
  return [...cases.values()];
}

function meanOf(rows: readonly (readonly number[])[], at: number): number {
  return rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length;
}
