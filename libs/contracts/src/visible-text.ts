/**
 * Text as a terminal, a log or a page may show it, on one line: characters that a terminal obeys, and
 * those that turn the direction of writing, are written as `\x1b`; line feeds and tabs as `\n` and
 * `\t`.
 */
export function visibleText(text: string): string {
  return text.replace(unseen, escaped);
}

/** {@link visibleText} for a text of several lines, which stay lines; tabs stay too. */
export function visibleLines(text: string): string {
  return text.replace(unseen, (found) => (/[\n\t]/.test(found) ? found : escaped(found)));
}

/** {@link visibleLines} with all lines but the first indented: none can be taken for one of its own. */
export function indentedLines(text: string): string {
  return visibleLines(text).replaceAll('\n', '\n    ');
}

/**
 * JSON on one line that means the same as `JSON.stringify` says, and acts on no terminal that shows it:
 * DEL, C1 and marks of direction are escaped, too.
 */
export function plainJson(value: unknown): string {
  return JSON.stringify(value).replace(obeyed, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** What JSON leaves as it is. */
const obeyed = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** C0, DEL and C1; line and paragraph separators; marks, embeddings and isolates of direction; halves of surrogate pairs. */
const unseen =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\t') return '\\t';
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}

/** Whether a text shows all that it holds; for names and ids that people give. */
export function isVisible(text: string): boolean {
  return text === visibleText(text);
}
