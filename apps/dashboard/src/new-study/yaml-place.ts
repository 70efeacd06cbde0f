/** Where in a study file the caret is: what may stand there is what the schema has at its path. */
export interface YamlPlace {
  /** Of the mapping that holds the key; `*` for an entry of a list. */
  readonly path: readonly string[];
  /** Of the value; null where a key is written. */
  readonly key: string | null;
  /** Where the word at the caret begins. */
  readonly from: number;
  readonly word: string;
  /** Keys that the mapping has already. */
  readonly siblings: readonly string[];
  /** Of keys of the mapping, in spaces. */
  readonly indent: number;
}

interface Line {
  /** Of the key, behind dashes. */
  readonly indent: number;
  /** Of the last dash before it; null without one. */
  readonly dash: number | null;
  readonly key: string | null;
  /** Whether what the key holds is on the lines that follow. */
  readonly opens: boolean;
}

/**
 * The place of a caret in block style, by indentation alone: the file need not be whole yet.
 *
 * @returns null in a comment, in a text, and within braces
 */
export function placeAt(text: string, caret: number): YamlPlace | null {
  const start = text.lastIndexOf('\n', caret - 1) + 1;
  const before = text.slice(start, caret);
  if (before.includes('#') || /[{}"']/.test(before)) return null;
  const above = text.slice(0, start).split('\n').slice(0, -1).map(readLine);
  const below = text.slice(caret).split('\n').slice(1).map(readLine);
  const asKey = /^([ -]*?)([\w.-]*)$/.exec(before);
  const asValue = /^([ -]*?)([\w.-]+):[ ]+(?:\[(?:[^\]]*[, ])?)?([\w.+-]*)$/.exec(before);
  const asEntry = /^( *)- +([\w.+-]*)$/.exec(before);
  const [, lead = '', key = null, ofValue = ''] = asValue ?? [];
  if (asValue && key !== null) {
    const { path, siblings } = mappingOf(above, below, lead);
    return {
      path,
      siblings,
      key,
      word: ofValue,
      from: caret - ofValue.length,
      indent: lead.length,
    };
  }
  if (!asKey) return null;
  const [, leadOfKey = '', word = ''] = asKey;
  const { path, siblings } = mappingOf(above, below, leadOfKey);
  // An entry of a list is a word as often as the first key of a mapping: the schema knows.
  const entryKey = asEntry && path.at(-1) === '*' ? '*' : null;
  return {
    path,
    siblings,
    key: entryKey,
    word,
    from: caret - word.length,
    indent: leadOfKey.length,
  };
}

function readLine(text: string): Line | null {
  const [, lead = '', key = '', rest = ''] =
    /^([ -]*)(?:([\w.-]+):(?=\s|$))?(.*)$/.exec(text) ?? [];
  if (key === '' && (rest.trim() === '' || rest.startsWith('#'))) {
    return lead.includes('-') ? lineOf(lead, null, false) : null;
  }
  return lineOf(lead, key === '' ? null : key, rest.trim() === '' || /^\s*#/.test(rest));
}

function lineOf(lead: string, key: string | null, opens: boolean): Line {
  const dash = lead.lastIndexOf('-');
  return { indent: lead.length, dash: dash === -1 ? null : dash, key, opens };
}

/** The mapping that a key behind `lead` belongs to. */
function mappingOf(
  above: readonly (Line | null)[],
  below: readonly (Line | null)[],
  lead: string,
): { readonly path: readonly string[]; readonly siblings: readonly string[] } {
  const path: string[] = [];
  const siblings: string[] = [];
  const ownDash = lead.lastIndexOf('-');
  let indent = lead.length;
  /** Of the entry of a list that the mapping is. */
  let dash = ownDash === -1 ? null : ownDash;
  if (dash !== null) path.unshift('*');
  for (const line of above.toReversed()) {
    if (!line) continue;
    if (dash === null && line.indent === indent) {
      if (line.key !== null && path.length === 0) siblings.push(line.key);
      if (line.dash === null) continue;
      dash = line.dash;
      path.unshift('*');
    }
    const isParent =
      line.key !== null &&
      line.opens &&
      (dash === null ? line.indent < indent : line.indent <= dash);
    if (!isParent) continue;
    path.unshift(line.key ?? '');
    indent = line.indent;
    dash = line.dash;
    if (dash !== null) path.unshift('*');
  }
  for (const line of below) {
    if (!line) continue;
    if (line.indent < lead.length || line.dash !== null) break;
    if (line.indent === lead.length && line.key !== null) siblings.push(line.key);
  }
  return { path, siblings };
}
