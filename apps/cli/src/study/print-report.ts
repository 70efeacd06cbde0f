import type { ApiClient } from '../client/api-client.js';
import type { Terminal } from '../terminal/terminal.js';
import { documentLines } from './document-view.js';

/** A report for whoever reads: laid out for a screen, else as Markdown, or as JSON. */
export async function printReport(
  terminal: Terminal,
  api: ApiClient,
  studyId: string,
): Promise<void> {
  if (terminal.mode === 'json') terminal.write(await api.reportText(studyId, 'json'));
  else if (terminal.mode === 'plain') terminal.write(await api.reportText(studyId, 'md'));
  else terminal.print(...documentLines(await api.reportDocument(studyId), terminal.size.columns));
}
