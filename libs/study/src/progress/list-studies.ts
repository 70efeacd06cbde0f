import {
  parseWith,
  studyListQuerySchema,
  studyStates,
  type StudyFilter,
  type StudyOrder,
  type StudyPage,
} from '@crossfold/contracts';
import type { Standstill } from './standstill.js';
import { countOpen, type StudyRecord } from './study-record.js';
import { studyState, viewStudy } from './study-view.js';
import { takePage } from './take-page.js';

/**
 * A page of the list of studies.
 *
 * @param newestFirst all studies
 * @param asked the query as it came
 * @param standstill why nothing goes on, where nothing does
 * @throws AppError REQUEST_INVALID
 */
export function listStudies(
  newestFirst: readonly StudyRecord[],
  asked: unknown,
  standstill: Standstill | null = null,
): StudyPage {
  const query = parseWith(studyListQuerySchema, asked, 'REQUEST_INVALID', 'the query');
  const { after, limit } = query;
  const ordered = orders[query.sort](newestFirst, standstill);
  const { items, next, total } = takePage(ordered, ({ study }) => study.studyId, {
    after,
    limit,
    isWanted: wantedBy(query, standstill),
  });
  // Counting the trials of studies beyond the page would be in vain.
  return { studies: items.map((record) => viewStudy(record, standstill)), total, next };
}

/** Whether a study is one of those that a filter has. */
export function wantedBy(
  filter: StudyFilter,
  standstill: Standstill | null = null,
): (record: StudyRecord) => boolean {
  const { state, name, dataset, tag, owner } = filter;
  const text = filter.text?.trim().toLowerCase() ?? '';
  return (record) =>
    (text === '' || namesOf(record).some((word) => word.includes(text))) &&
    (name === undefined || record.study.name === name) &&
    (dataset === undefined || record.study.dataset.name === dataset) &&
    (tag === undefined || record.notes.tags.includes(tag)) &&
    (owner === undefined || record.notes.owner === owner) &&
    (state === undefined || studyState(record, standstill) === state);
}

function namesOf({ study, notes }: StudyRecord): string[] {
  const { name, studyId, dataset } = study;
  const words = [name, studyId, dataset.name, ...notes.tags, notes.owner ?? ''];
  return words.map((word) => word.toLowerCase());
}

/** Studies that are alike in what is sorted by stay newest first. */
const orders = {
  newest: (studies) => studies,
  oldest: (studies) => studies.toReversed(),
  name: (studies) => sortBy(studies, ({ study }) => study.name.toLowerCase()),
  state: (studies, standstill) =>
    sortBy(studies, (record) => studyStates.indexOf(studyState(record, standstill))),
  progress: (studies) => sortBy(studies, shareEnded),
} as const satisfies Record<
  StudyOrder,
  (newestFirst: readonly StudyRecord[], standstill: Standstill | null) => readonly StudyRecord[]
>;

function sortBy<K extends string | number>(
  studies: readonly StudyRecord[],
  keyOf: (record: StudyRecord) => K,
): StudyRecord[] {
  const keyed = studies.map((record) => ({ record, key: keyOf(record) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ record }) => record);
}

function shareEnded(record: StudyRecord): number {
  const { size } = record.trials;
  return (size - countOpen(record)) / Math.max(1, size);
}
