import { parseDocument } from 'yaml';

/** A study file as JSON, or what is wrong with it as YAML; both null for an empty one. */
export interface ParsedText {
  readonly json: string | null;
  readonly problems: readonly string[];
}

/** What the file means is checked by the server. */
export function parseStudyText(text: string): ParsedText {
  if (text.trim() === '') return { json: null, problems: [] };
  const document = parseDocument(text, { prettyErrors: true });
  if (document.errors.length > 0) {
    return { json: null, problems: document.errors.map(({ message }) => firstLine(message)) };
  }
  try {
    const value: unknown = document.toJS();
    const isFields = typeof value === 'object' && value !== null && !Array.isArray(value);
    if (isFields) return { json: JSON.stringify(value), problems: [] };
    return {
      json: null,
      problems: ['expected fields such as "name: my-study", got something else'],
    };
  } catch (error) {
    return { json: null, problems: [firstLine(error instanceof Error ? error.message : '')] };
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
