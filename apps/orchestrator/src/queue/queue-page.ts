import {
  desiredStateFor,
  pageQuerySchema,
  parseWith,
  priorityFor,
  waitReasons,
  type QueuedJob,
  type QueuePage,
  type TaskKind,
  type WaitReason,
} from '@crossfold/contracts';
import { takeSize, type Standstill, type StudyIndex } from '@crossfold/study';
import { z } from 'zod';
import type { WaitingJob } from './waiting-jobs.js';

export const queueQuerySchema = z.strictObject({
  studyId: z.string().optional().describe('Jobs of this study alone; they keep their positions.'),
  after: z
    .string()
    .regex(/^[0-2]-\d{1,20}$/, 'expected `next` of the page before')
    .optional()
    .describe('`next` of the page before.'),
  limit: pageQuerySchema.shape.limit,
});

export interface QueueState {
  /** In the order in which workers take them. */
  readonly waiting: readonly WaitingJob[];
  readonly active: number;
  readonly index: Pick<StudyIndex, 'find'>;
  /** Whether jobs of a study, or of none, are shown; left out: all are. */
  readonly isShown?: (studyId: string | null) => boolean;
  /** Why nothing goes on; null where a worker is connected. */
  readonly standstill: Standstill | null;
}

/**
 * A page of what waits. Jobs come and go while pages are read: one that stays comes once.
 *
 * @param asked the query as it came
 * @throws AppError REQUEST_INVALID
 */
export function viewQueue(state: QueueState, asked: unknown): QueuePage {
  const query = parseWith(queueQuerySchema, asked, 'REQUEST_INVALID', 'the query');
  const size = takeSize(query.limit);
  const all = viewJobs(state, query.studyId);
  const left = query.after === undefined ? all : all.filter(({ job }) => isAfter(job, query.after));
  const page = left.slice(0, size);
  const last = page.at(-1);
  const count = (reason: WaitReason) => all.filter(({ view }) => view.reason === reason).length;
  return {
    jobs: page.map(({ view }) => view),
    total: all.length,
    active: state.active,
    reasons: Object.fromEntries(waitReasons.map((reason) => [reason, count(reason)])) as Record<
      WaitReason,
      number
    >,
    next: last && size < left.length ? `${last.job.rank}-${last.job.score}` : null,
  };
}

interface ViewedJob {
  readonly job: WaitingJob;
  readonly view: QueuedJob;
}

/** All that waits, in order; of one study, where one is named. */
export function viewJobs(state: QueueState, studyId?: string): ViewedJob[] {
  return state.waiting.flatMap((job, i) => {
    const named = nameOfJob(job.id);
    if (!named || state.isShown?.(named.studyId) === false) return [];
    const isWanted = studyId === undefined || named.studyId === studyId;
    return isWanted ? [{ job, view: viewJob(state, job, named, i + 1) }] : [];
  });
}

function isAfter({ rank, score }: WaitingJob, cursor = ''): boolean {
  const [rankBefore = 0, scoreBefore = 0] = cursor.split('-').map(Number);
  return rank > rankBefore || (rank === rankBefore && score > scoreBefore);
}

type JobName = Pick<QueuedJob, 'kind' | 'studyId' | 'trialId'>;

const kindsOfFolder: Readonly<Record<string, TaskKind>> = {
  'cross-evaluations': 'crossEvaluation',
  explanations: 'explanation',
};

/** What the id of a job says (`tasks` of the contracts); null where it is none of ours. */
export function nameOfJob(id: string): JobName | null {
  const [first = '', second = '', third] = id.split('/');
  if (second === '') return null;
  if (first === 'predictions') return { kind: 'prediction', studyId: null, trialId: null };
  const kind = third === undefined ? null : kindsOfFolder[second];
  if (kind) return { kind, studyId: first, trialId: null };
  if (kind === undefined) return null;
  return second === 'ensemble'
    ? { kind: 'ensemble', studyId: first, trialId: null }
    : { kind: 'trial', studyId: first, trialId: second };
}

function viewJob(
  { index, standstill }: QueueState,
  { dueMs }: WaitingJob,
  named: JobName,
  position: number,
): QueuedJob {
  const { studyId, trialId } = named;
  const control = studyId === null ? undefined : index.find(studyId)?.control;
  const desired = control && trialId !== null ? desiredStateFor(control, trialId) : 'run';
  const priority = control && trialId !== null ? priorityFor(control, trialId) : null;
  const until = dueMs === null || desired === 'pause' ? null : new Date(dueMs).toISOString();
  const told = whyWaiting({ isPaused: desired === 'pause', until, standstill, position });
  return { position, ...named, priority, ...told, until };
}

function whyWaiting({
  isPaused,
  until,
  standstill,
  position,
}: {
  readonly isPaused: boolean;
  readonly until: string | null;
  readonly standstill: Standstill | null;
  readonly position: number;
}): Pick<QueuedJob, 'reason' | 'text'> {
  if (isPaused) return { reason: 'paused', text: 'paused; resume the study or the trial' };
  if (standstill) return { reason: 'no-worker', text: standstill.reason };
  if (until !== null) return { reason: 'retry', text: `tried again at ${until}` };
  const others = position === 2 ? '1 job' : `${position - 1} jobs`;
  return position === 1
    ? { reason: 'behind', text: 'next, as soon as a slot is free' }
    : { reason: 'behind', text: `behind ${others}; all slots are busy` };
}
