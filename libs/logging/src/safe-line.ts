import { createRedactor, visibleLines } from '@crossfold/contracts';

/** What a line of JSON is made before it is written. */
export type SafeLine = (line: string) => string;

/** A line of JSON without secrets, whose texts may be printed as they are: for a terminal. */
export function visibleLine(environment: NodeJS.ProcessEnv): SafeLine {
  const redact = createRedactor(environment);
  return (line) => `${JSON.stringify(withVisibleTexts(JSON.parse(redact(line))))}\n`;
}

/** A line of JSON without secrets: it means the same, and acts on no terminal that shows it. */
export function plainLine(environment: NodeJS.ProcessEnv): SafeLine {
  const redact = createRedactor(environment);
  return (line) =>
    redact(line).replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => {
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
}

function withVisibleTexts(value: unknown): unknown {
  if (typeof value === 'string') return visibleLines(value);
  if (Array.isArray(value)) return value.map(withVisibleTexts);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [visibleLines(key), withVisibleTexts(inner)]),
  );
}
