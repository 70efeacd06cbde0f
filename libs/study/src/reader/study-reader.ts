import type { Readable } from 'node:stream';
import type {
  Forecast,
  ReportDocument,
  StudyDetail,
  StudyOrder,
  StudyState,
  StudyTableFormat,
  StudyTableName,
  StudyView,
  TrialView,
} from '@crossfold/contracts';
import type { TrialLogChoice } from '../records/trial-log.js';
import type { ReportFormat, TableChoice } from '../render/render-report.js';

/**
 * What can be asked of studies without changing anything, of a server or of the store alone. All
 * methods reject with AppError.
 */
export interface StudyReader {
  /** Of every study, newest first. */
  studyNames(): Promise<StudyName[]>;
  /** Newest first where nothing else is asked for. */
  listStudies(wanted?: StudyListFilter): Promise<StudyView[]>;
  study(studyId: string): Promise<StudyDetail>;
  listTrials(studyId: string): Promise<TrialView[]>;
  /** What an attempt at a trial has said. */
  trialLog(studyId: string, trialId: string, choice: TrialLogChoice): Promise<string>;
  forecast(spec: unknown): Promise<Forecast>;
  reportText(
    studyId: string,
    format: Exclude<ReportFormat, 'document'>,
    choice?: ReportChoice,
  ): Promise<string>;
  /**
   * What the report says, for a renderer of one's own.
   *
   * @param edition left out: the newest
   */
  reportDocument(studyId: string, edition?: number): Promise<ReportDocument>;
  /** A table of the study as it comes, in bytes: it may be larger than memory. */
  table(
    studyId: string,
    name: StudyTableName,
    format: StudyTableFormat,
    signal: AbortSignal,
  ): Promise<Readable>;
}

export type StudyName = Pick<StudyView, 'studyId' | 'name' | 'submittedAt'>;

export interface ReportChoice {
  /** Of LaTeX: those that belong into a paper, where nothing else is asked for. */
  readonly tables?: TableChoice | undefined;
  /** Left out: the newest. */
  readonly edition?: number | undefined;
}

/** What is left out restricts nothing. */
export interface StudyListFilter {
  readonly state?: StudyState;
  readonly text?: string;
  readonly sort?: StudyOrder;
}
