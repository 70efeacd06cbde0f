import type { StudyTableName } from '@crossfold/contracts';

/** The command that prints a table of a study as CSV. */
export function tableCommand(studyId: string, table: StudyTableName): string {
  return `crossfold report ${studyId} --table ${table}`;
}

/** The command that prints the report of a study with all figures, as one HTML page. */
export function reportCommand(studyId: string): string {
  return `crossfold report ${studyId} --format html`;
}
