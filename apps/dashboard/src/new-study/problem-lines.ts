import { isMap, isScalar, isSeq, parseDocument, LineCounter } from 'yaml';

const path = /^([\w$.[\]-]+|\(top level\)): /;
const unknownKey = /^[^:]+: unknown key "([^"]+)"/;
const place = / at line (\d+), column \d+/;

/**
 * The lines that problems of a study file are about, from 1.
 *
 * @returns in the order of the problems; null where one names no place that is in the file
 */
export function problemLines(
  text: string,
  problems: readonly string[],
): readonly (number | null)[] {
  const lines = new LineCounter();
  const { contents } = parseDocument(text, { lineCounter: lines });
  return problems.map((problem) => {
    const ofParser = place.exec(problem)?.[1];
    if (ofParser !== undefined) return Number(ofParser);
    const named = path.exec(problem)?.[1];
    if (named === undefined) return null;
    const steps =
      named === '(top level)' ? [] : named.split(/[.[\]]+/).filter((step) => step !== '');
    const key = unknownKey.exec(problem)?.[1];
    const offset = offsetOf(contents, key === undefined ? steps : [...steps, key]);
    return offset === null ? null : lines.linePos(offset).line;
  });
}

/** Of the key or entry, or of the nearest that holds it; null where not even that is there. */
function offsetOf(contents: unknown, steps: readonly string[]): number | null {
  let node = contents;
  let offset: number | null = null;
  for (const step of steps) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
      if (!pair || !isScalar(pair.key)) return offset;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)] as { readonly range?: readonly number[] } | undefined;
      if (!item) return offset;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else return offset;
  }
  return offset;
}
