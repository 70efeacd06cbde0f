/** A count with what is counted: `1 cell`, `2 cells`. */
export function plural(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}
