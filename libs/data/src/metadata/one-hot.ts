/**
 * The label of a row that has a column for each label: the one whose cell is 1 while all others are
 * 0. Anything else is no label: the cells as written, so that the refusal shows them.
 */
export function oneHotLabel<Label extends string>(
  cells: Readonly<Record<Label, string>>,
  labels: readonly Label[],
): string {
  const chosen = labels.filter((label) => isNumber(cells[label], 1));
  const others = labels.filter((label) => isNumber(cells[label], 0));
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1 && others.length === labels.length - 1) return only;
  return labels.map((label) => `${label}=${cells[label]}`).join(' ');
}

function isNumber(cell: string, value: number): boolean {
  return cell !== '' && Number(cell) === value;
}
