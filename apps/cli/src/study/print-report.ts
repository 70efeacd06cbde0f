import type { StudyReader } from '@crossfold/study';
import type { Terminal } from '../terminal/terminal.js';
import { documentLines } from './document-view.js';

/** A report for whoever reads: laid out for a screen, else as Markdown, or as JSON. */
export async function printReport(
  terminal: Terminal,
  reader: StudyReader,
  studyId: string,
  edition?: number,
): Promise<void> {
  const { mode, size } = terminal;
  if (mode === 'json') terminal.write(await reader.reportText(studyId, 'json', { edition }));
  else if (mode === 'plain') terminal.write(await reader.reportText(studyId, 'md', { edition }));
  else
    terminal.print(...documentLines(await reader.reportDocument(studyId, edition), size.columns));
}
