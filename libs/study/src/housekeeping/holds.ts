import {
  isFinalStudyState,
  listStages,
  nextStudyId,
  records,
  type RemovableThing,
  type StorePolicy,
  type StudyState,
} from '@crossfold/contracts';
import { mapBounded } from '@crossfold/data';
import { listRecords, readRecord, readRecordIfThere, type ObjectStore } from '@crossfold/storage';
import { loadStudy } from '../progress/load-study.js';
import { whyStopped } from '../progress/series-view.js';
import { listStudyIds } from '../progress/study-ids.js';
import type { StudyRecord } from '../progress/study-record.js';
import { studyState } from '../progress/study-view.js';

/** What a policy chooses a study by, and what it may keep of it. */
export interface KeptStudy {
  readonly studyId: string;
  readonly name: string;
  readonly state: StudyState;
  /** When its last trial ended; without any, when it was submitted. */
  readonly endedAt: string;
  readonly tags: readonly string[];
  readonly owner: string | null;
  readonly dataset: string;
  /** Trials whose models are the ensemble; none without one. */
  readonly members: ReadonlySet<string>;
  /** Trials of the variant with the best mean balanced accuracy over its cells. */
  readonly best: ReadonlySet<string>;
}

/** Why something of a study is not removed, whatever a policy says. */
export interface Hold {
  readonly studyId: string;
  /** These trials alone; null for all of the study. */
  readonly trialIds: ReadonlySet<string> | null;
  /** These things alone; null for all. A study as a whole is held by whatever holds a part of it. */
  readonly things: readonly RemovableThing[] | null;
  /** The study whose need it is: where that one goes, so does the hold. */
  readonly by: string | null;
  readonly because: string;
}

export interface StoreHolds {
  readonly studies: ReadonlyMap<string, KeptStudy>;
  readonly holds: ReadonlyMap<string, readonly Hold[]>;
}

const readsInFlight = 16;

/**
 * Everything that keeps objects of studies from being removed, out of the whole store. The graph of
 * what names what is `recordReferences`; this is what of it is a need:
 *
 * - a study that is not over, or of which a cross-evaluation, explanation or prediction is open: all of
 *   it;
 * - a series in which a later stage may come: all of its studies; one that is over: the earlier stages
 *   as a whole, for the later ones name them;
 * - `reuse` of a study: all of the studies that it names while it is not over, and afterwards these
 *   studies as a whole;
 * - `takenFrom` and `weightsFrom` of a receipt: all of the trial that is named;
 * - a version of a registered ensemble: the weights of its members, what its conformal sets are made
 *   from, and the study as a whole;
 * - an ensemble: what its conformal sets are made from; one without a result yet: all weights;
 * - `keep` of the policy.
 *
 * Reports, comparisons and foreign arms need out-of-fold predictions, histories, receipts, fold plans
 * and blobs: of a study that stays, no rule removes these.
 *
 * @throws AppError OBJECT_CORRUPT and the like where a record cannot be read: nobody knows what it needs
 */
export async function readHolds(store: ObjectStore, policy: StorePolicy): Promise<StoreHolds> {
  const studies = new Map<string, KeptStudy>();
  const holds = new Map<string, Hold[]>();
  const hold = (held: Hold): void => {
    holds.set(held.studyId, [...(holds.get(held.studyId) ?? []), held]);
  };
  const whole = { trialIds: null, things: null, by: null };
  const known = await listStudyIds(store);
  for (const studyId of known) {
    const record = await loadStudy(store, studyId, { maxTrials: Infinity, isReadOnly: true });
    const ensemble = await readRecordIfThere(store, records.ensemble, { studyId });
    const kept = describe(record, ensemble?.members ?? []);
    studies.set(studyId, kept);
    const isOver = isFinalStudyState(kept.state);
    if (!isOver) hold({ ...whole, studyId, because: `it is ${kept.state}` });
    const reason = reasonToKeep(kept, policy);
    if (reason !== null) hold({ ...whole, studyId, because: reason });
    holdEnsemble(record, ensemble !== null, kept, hold);
    holdSeries(record, { isOver, known }, hold);
    holdReused(record, isOver, hold);
    if (await hasOpenExplanation(store, studyId)) {
      hold({ ...whole, studyId, because: 'an explanation is open' });
    }
    for (const source of await readSources(store, record)) hold(source);
  }
  for await (const { at } of listRecords(store, records.registeredModel, {})) {
    const { versions } = await readRecord(store, records.registeredModel, at);
    for (const { studyId, version, members } of versions) {
      const trialIds = new Set(members.map(({ trialId }) => trialId));
      const because = `${at.name}@${version} is registered`;
      hold({ ...whole, studyId, trialIds, things: ['weights', 'studies'], because });
      hold({ ...whole, studyId, things: ['inner-predictions'], because });
    }
  }
  for await (const { at } of listRecords(store, records.openCrossEvaluation, {})) {
    hold({ ...whole, studyId: at.studyId, because: 'a cross-evaluation is open' });
  }
  for await (const { at } of listRecords(store, records.predictionOrder, {})) {
    const order = await readRecordIfThere(store, records.predictionOrder, at);
    if (!order || (await isAnswered(store, at))) continue;
    hold({ ...whole, studyId: order.studyId, because: 'a prediction is open' });
  }
  return { studies, holds };
}

export async function isAnswered(
  store: ObjectStore,
  at: { readonly predictionId: string },
): Promise<boolean> {
  const keys = [records.predictionResult.key(at), records.predictionFailure.key(at)];
  for (const key of keys) if (await store.head(key)) return true;
  return false;
}

function describe(record: StudyRecord, members: readonly string[]): KeptStudy {
  const { study, notes, trials } = record;
  const ends = [...trials.values()].flatMap(({ endedAt }) => endedAt ?? []);
  return {
    studyId: study.studyId,
    name: study.name,
    state: studyState(record),
    endedAt: ends.reduce((last, at) => (at > last ? at : last), study.submittedAt),
    tags: notes.tags,
    owner: notes.owner,
    dataset: study.dataset.name,
    members: new Set(members),
    best: bestTrials(record),
  };
}

function bestTrials({ trials }: StudyRecord): ReadonlySet<string> {
  const byVariant = new Map<string, { trialIds: Set<string>; sum: number }>();
  for (const { trialId, variant, scores } of trials.values()) {
    if (!scores) continue;
    const cells = byVariant.get(variant) ?? { trialIds: new Set<string>(), sum: 0 };
    cells.trialIds.add(trialId);
    byVariant.set(variant, { ...cells, sum: cells.sum + scores.balancedAccuracy });
  }
  let best = { mean: -Infinity, trialIds: new Set<string>() };
  for (const { trialIds, sum } of byVariant.values()) {
    if (sum / trialIds.size > best.mean) best = { mean: sum / trialIds.size, trialIds };
  }
  return best.trialIds;
}

function reasonToKeep({ studyId, name, tags }: KeptStudy, { keep }: StorePolicy): string | null {
  const tag = tags.find((own) => keep.tags?.includes(own));
  if (tag !== undefined) return `the policy keeps the tag ${tag}`;
  const isNamed = [studyId, name].some((own) => keep.studies?.includes(own));
  return isNamed ? 'the policy keeps it by name' : null;
}

function holdEnsemble(
  { study: { studyId, ensemble } }: StudyRecord,
  hasResult: boolean,
  { members, state }: KeptStudy,
  hold: (held: Hold) => void,
): void {
  if (ensemble === null || state === 'cancelled') return;
  if (!hasResult) {
    const things = ['weights', 'inner-predictions'] as const;
    const because = 'its ensemble has no result yet';
    hold({ studyId, trialIds: null, things, by: studyId, because });
    return;
  }
  const because = 'its ensemble makes conformal sets of them';
  const things = ['inner-predictions'] as const;
  hold({ studyId, trialIds: members, things, by: studyId, because });
}

/** Each study of a series is seen in turn: the stages before it are what it needs. */
function holdSeries(
  record: StudyRecord,
  { isOver, known }: { readonly isOver: boolean; readonly known: ReadonlySet<string> },
  hold: (held: Hold) => void,
): void {
  const { study } = record;
  const { series, studyId } = study;
  if (!series) return;
  const next = nextStudyId(study);
  const mayGoOn = next !== null && !known.has(next) && whyStopped(record) === null;
  const earlier = listStages(series)
    .slice(0, series.index)
    .map((stage) => stage.studyId);
  if (!isOver || mayGoOn) {
    const because = `a later stage of ${series.seriesId} may need it`;
    for (const other of [...earlier, studyId]) {
      hold({ studyId: other, trialIds: null, things: null, by: null, because });
    }
    return;
  }
  const because = `${studyId} is a later stage of its series`;
  for (const other of earlier) {
    hold({ studyId: other, trialIds: null, things: ['studies'], by: studyId, because });
  }
}

function holdReused({ study }: StudyRecord, isOver: boolean, hold: (held: Hold) => void): void {
  const { studyId: by, reuse = [] } = study;
  const things = isOver ? (['studies'] as const) : null;
  for (const studyId of reuse) {
    hold({ studyId, trialIds: null, things, by, because: `${by} names it in reuse` });
  }
}

/** Trials whose results or weights a study took: its receipts name them, where it reuses studies. */
async function readSources(store: ObjectStore, { study, trials }: StudyRecord): Promise<Hold[]> {
  const { studyId: by } = study;
  if (study.reuse === undefined) return [];
  const taken = [...trials.values()].filter(({ takenFrom }) => takenFrom !== null);
  const sources = new Map<string, Set<string>>();
  await mapBounded(taken, readsInFlight, async ({ trialId }) => {
    const receipt = await readRecord(store, records.receipt, { studyId: by, trialId });
    for (const named of [receipt.takenFrom, receipt.weightsFrom]) {
      if (!named || named.studyId === by) continue;
      sources.set(named.studyId, (sources.get(named.studyId) ?? new Set()).add(named.trialId));
    }
  });
  return [...sources].map(([studyId, trialIds]) => ({
    studyId,
    trialIds,
    things: null,
    by,
    because: `${by} took its result`,
  }));
}

async function hasOpenExplanation(store: ObjectStore, studyId: string): Promise<boolean> {
  const open = new Set<number>();
  for await (const { key } of store.list(records.explanationOrder.prefix({ studyId }))) {
    const ordered = records.explanationOrder.parseKey(key);
    if (ordered) open.add(ordered.number);
  }
  for (const number of open) {
    const at = { studyId, number };
    const ends = [records.explanation.key(at), records.explanationFailure.key(at)];
    for (const key of ends) if (await store.head(key)) open.delete(number);
  }
  return open.size > 0;
}
