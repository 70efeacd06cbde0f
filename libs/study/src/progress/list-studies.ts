import {
  parseWith,
  studyListQuerySchema,
  type StudyOrder,
  type StudyPage,
} from '@crossfold/contracts';
import type { Standstill } from './standstill.js';
import type { StudyRecord } from './study-record.js';
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
  const { state, after, limit } = query;
  const text = query.text?.trim().toLowerCase() ?? '';
  const isWanted = (record: StudyRecord) =>
    (text === '' || namesOf(record).some((name) => name.includes(text))) &&
    (state === undefined || studyState(record, standstill) === state);
  const ordered = orders[query.sort](newestFirst);
  const { items, next, total } = takePage(ordered, ({ study }) => study.studyId, {
    after,
    limit,
    isWanted,
  });
  // Counting the trials of studies beyond the page would be in vain.
  return { studies: items.map((record) => viewStudy(record, standstill)), total, next };
}

function namesOf({ study }: StudyRecord): string[] {
  return [study.name, study.studyId, study.dataset.name].map((name) => name.toLowerCase());
}

/** Studies of one name stay newest first. */
const orders = {
  newest: (studies) => studies,
  oldest: (studies) => studies.toReversed(),
  name: (studies) => {
    const named = studies.map((record) => ({ record, key: record.study.name.toLowerCase() }));
    named.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    return named.map(({ record }) => record);
  },
} as const satisfies Record<
  StudyOrder,
  (newestFirst: readonly StudyRecord[]) => readonly StudyRecord[]
>;
