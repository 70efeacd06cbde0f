/**
 * Reads `text/event-stream` piece by piece (WHATWG HTML, 9.2). An event that is cut off at the end
 * is never delivered.
 *
 * @returns takes the next piece, however it is cut
 */
export function createEventParser(
  onEvent: (id: string, data: string) => void,
): (text: string) => void {
  let rest = '';
  let id = '';
  let data: string[] = [];

  function takeLine(line: string): void {
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
