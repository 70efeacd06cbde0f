/** Control characters, and those that change the direction of text; not tab and line feed. */
const commands = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text without characters that a terminal would obey: names of files, and what others have sent,
 * must not clear the screen or hide a line.
 */
export function printable(text: string): string {
  return text.replaceAll(commands, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`;
  });
}

/** {@link printable}, on one line. */
export function printableLine(text: string): string {
  return printable(text.replaceAll('\n', '\\n').replaceAll('\t', '\\t'));
}
