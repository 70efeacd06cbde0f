/**
 * Reads `text/event-stream` piece by piece (WHATWG HTML, 9.2). An event that is cut off at the end
 * is never delivered.
 *
 * @param {(id: string, data: string) => void} onEvent
 * @returns {(text: string) => void} takes the next piece, however it is cut
 */
export function createEventParser(onEvent) {
  let rest = '';
  let id = '';
  /** @type {string[]} */
  let data = [];

  /** @param {string} line */
  function takeLine(line) {
    if (line === '') {
      if (data.length > 0) onEvent(id, data.join('\n'));
      data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') data.push(value);
    else if (field === 'id') id = value;
  }

  return (text) => {
    // A carriage return at the very end may be half of a line end.
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) takeLine(line);
  };
}
