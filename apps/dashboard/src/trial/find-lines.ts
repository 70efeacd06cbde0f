/**
 * Lines that have a text, in whatever case.
 *
 * @returns each in parts; every other part, from the second, is the text
 */
export function findLines(lines: readonly string[], text: string): readonly (readonly string[])[] {
  const pattern = new RegExp(`(${text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)})`, 'iu');
  const every = new RegExp(pattern.source, 'giu');
  return lines.filter((line) => pattern.test(line)).map((line) => line.split(every));
}
