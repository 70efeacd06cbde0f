import { createRedactor, plainJson, visibleLines, withTexts } from '@crossfold/contracts';

/** What a line of JSON is made before it is written. */
export type SafeLine = (line: string) => string;

/** A line of JSON without secrets, whose texts may be printed as they are: for a terminal. */
export function visibleLine(environment: NodeJS.ProcessEnv): SafeLine {
  const redact = createRedactor(environment);
  return changed((text) => visibleLines(redact(text)));
}

/** A line of JSON without secrets: it means the same, and acts on no terminal that shows it. */
export function plainLine(environment: NodeJS.ProcessEnv): SafeLine {
  return changed(createRedactor(environment));
}

function changed(change: (text: string) => string): SafeLine {
  return (line) => `${plainJson(withTexts(JSON.parse(line), change))}\n`;
}
