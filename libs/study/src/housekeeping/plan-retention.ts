import {
  byteObjects,
  contentHash,
  isFinalStudyState,
  records,
  studyFolder,
  type RemovableThing,
  type RetentionRule,
  type StorePolicy,
} from '@crossfold/contracts';
import {
  findStudyRemoval,
  listRecords,
  readRecordIfThere,
  type ObjectStore,
} from '@crossfold/storage';
import { isAnswered, readHolds, type Hold, type KeptStudy, type StoreHolds } from './holds.js';

/** An object that goes. */
export interface PlannedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly removed: RemovableThing;
}

/** What goes of a study, and by which of the rules (from 1). */
export interface PlannedRemoval {
  readonly studyId: string;
  readonly name: string;
  /** All of the study goes. */
  readonly isWhole: boolean;
  readonly objects: readonly PlannedObject[];
  readonly rules: Readonly<Partial<Record<RemovableThing, number>>>;
}

/** What a rule asks for and does not get. */
export interface HeldBack {
  readonly studyId: string;
  readonly removed: RemovableThing;
  readonly because: string;
  readonly objects: number;
  readonly sizeBytes: number;
}

export interface RetentionPlan {
  readonly policy: { readonly name: string; readonly sha256: string };
  readonly removals: readonly PlannedRemoval[];
  readonly held: readonly HeldBack[];
  /** Folders of studies that an earlier removal began to take away, and did not end with. */
  readonly broken: readonly PlannedRemoval[];
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * What a policy would remove at a time, and what holds the rest; nothing is changed.
 *
 * @param nowMs by which studies are as old as they are
 * @throws AppError as `readHolds`
 */
export async function planRetention(
  store: ObjectStore,
  policy: StorePolicy,
  nowMs: number,
): Promise<RetentionPlan> {
  const known = await readHolds(store, policy);
  const whole = wholeStudies(known, policy, nowMs);
  const removals: PlannedRemoval[] = [];
  const held: HeldBack[] = [];
  for (const study of known.studies.values()) {
    const chosen = rulesFor(study, policy, nowMs);
    if (chosen.length === 0) continue;
    const holds = known.holds.get(study.studyId) ?? [];
    const planned = whole.has(study.studyId)
      ? await planWhole(store, study, chosen)
      : await planParts(store, study, { chosen, holds, held });
    if (planned.objects.length > 0) removals.push(planned);
  }
  const sha256 = contentHash(policy);
  const broken = await findBroken(store, known);
  return { policy: { name: policy.name, sha256 }, removals, held, broken };
}

interface ChosenRule {
  /** From 1, in the order of the policy. */
  readonly number: number;
  readonly rule: RetentionRule;
}

/** The rules that a study is old enough for and has the tags, owner, state and data set of. */
function rulesFor(study: KeptStudy, { rules }: StorePolicy, nowMs: number): ChosenRule[] {
  const { state } = study;
  if (!isFinalStudyState(state)) return [];
  const days = (nowMs - Date.parse(study.endedAt)) / dayMs;
  return rules.flatMap((rule, i) => {
    const isChosen =
      days >= rule.olderThanDays &&
      (rule.states?.includes(state) ?? true) &&
      (rule.tags?.some((tag) => study.tags.includes(tag)) ?? true) &&
      !rule.withoutTags?.some((tag) => study.tags.includes(tag)) &&
      (rule.owners?.includes(study.owner ?? '') ?? true) &&
      (rule.datasets?.includes(study.dataset) ?? true);
    return isChosen ? [{ number: i + 1, rule }] : [];
  });
}

/** Those that no study which stays needs: each that has to stay may hold others. */
function wholeStudies(
  { studies, holds }: StoreHolds,
  policy: StorePolicy,
  nowMs: number,
): Set<string> {
  const whole = new Set<string>();
  for (const study of studies.values()) {
    const rules = rulesFor(study, policy, nowMs);
    if (rules.some(({ rule }) => rule.remove === 'studies')) whole.add(study.studyId);
  }
  const isHeld = (studyId: string) =>
    holds.get(studyId)?.some(({ by }) => by === null || !whole.has(by)) ?? false;
  for (let before = -1; before !== whole.size;) {
    before = whole.size;
    for (const studyId of whole) if (isHeld(studyId)) whole.delete(studyId);
  }
  return whole;
}

async function planWhole(
  store: ObjectStore,
  { studyId, name }: Pick<KeptStudy, 'studyId' | 'name'>,
  chosen: readonly ChosenRule[],
): Promise<PlannedRemoval> {
  const objects: PlannedObject[] = [];
  for await (const { key, sizeBytes } of store.list(studyFolder(studyId))) {
    objects.push({ key, sizeBytes, removed: 'studies' });
  }
  const number = chosen.find(({ rule }) => rule.remove === 'studies')?.number ?? 0;
  return { studyId, name, isWhole: true, objects, rules: { studies: number } };
}

async function planParts(
  store: ObjectStore,
  study: KeptStudy,
  told: {
    readonly chosen: readonly ChosenRule[];
    readonly holds: readonly Hold[];
    /** To which what is held is added. */
    readonly held: HeldBack[];
  },
): Promise<PlannedRemoval> {
  const { studyId, name } = study;
  const objects: PlannedObject[] = [];
  const rules: Partial<Record<RemovableThing, number>> = {};
  const back = new Map<string, HeldBack>();
  const holdBack = (removed: RemovableThing, because: string, sizeBytes: number) => {
    const id = `${removed} ${because}`;
    const before = back.get(id) ?? { studyId, removed, because, objects: 0, sizeBytes: 0 };
    const sum = before.sizeBytes + sizeBytes;
    back.set(id, { ...before, objects: before.objects + 1, sizeBytes: sum });
  };
  const asked = new Set(told.chosen.map(({ rule }) => rule.remove));
  const [holdOfAll] = told.holds.filter(({ by }) => by !== studyId);
  if (asked.has('studies') && holdOfAll) holdBack('studies', holdOfAll.because, 0);
  for await (const object of listRemovable(store, studyId, asked)) {
    const { key, sizeBytes, removed, trialId } = object;
    const chosen = told.chosen.find(({ rule }) => takes(rule, study, removed, trialId));
    if (!chosen) continue;
    const hold = told.holds.find((one) => holdsBack(one, removed, trialId));
    if (hold) holdBack(removed, hold.because, sizeBytes);
    else {
      objects.push({ key, sizeBytes, removed });
      rules[removed] = chosen.number;
    }
  }
  told.held.push(...back.values());
  return { studyId, name, isWhole: false, objects, rules };
}

function takes(
  rule: RetentionRule,
  study: KeptStudy,
  removed: RemovableThing,
  trialId: string | null,
): boolean {
  if (rule.remove !== removed) return false;
  if (rule.remove !== 'weights' || trialId === null) return true;
  return !rule.except.some((kept) => study[kept].has(trialId));
}

function holdsBack(
  { trialIds, things }: Hold,
  removed: RemovableThing,
  trialId: string | null,
): boolean {
  const isOfTrial = trialIds === null || (trialId !== null && trialIds.has(trialId));
  return isOfTrial && (things?.includes(removed) ?? true);
}

interface RemovableObject extends PlannedObject {
  readonly trialId: string | null;
}

/** Objects of a study that a rule may take while the study stays. */
async function* listRemovable(
  store: ObjectStore,
  studyId: string,
  asked: ReadonlySet<RemovableThing>,
): AsyncGenerator<RemovableObject> {
  for await (const { key, sizeBytes } of store.list(studyFolder(studyId))) {
    for (const [removed, parse] of Object.entries(parsers) as [PartName, ParseTrial][]) {
      const found = parse(key);
      if (found === null) continue;
      yield { key, sizeBytes, removed, trialId: found.trialId ?? null };
      break;
    }
  }
  if (!asked.has('prediction-images')) return;
  for await (const { at } of listRecords(store, records.predictionOrder, {})) {
    const order = await readRecordIfThere(store, records.predictionOrder, at);
    if (order?.studyId !== studyId || !(await isAnswered(store, at))) continue;
    // A map shows the image, too.
    for (const kind of [byteObjects.predictionImage, byteObjects.predictionMap]) {
      for await (const { key, sizeBytes } of listRecords(store, kind, at)) {
        yield { key, sizeBytes, removed: 'prediction-images', trialId: null };
      }
    }
  }
}

type PartName = Exclude<RemovableThing, 'studies' | 'prediction-images'>;
type ParseTrial = (key: string) => { readonly trialId?: string; readonly number?: number } | null;

const parsers: Readonly<Record<PartName, ParseTrial>> = {
  weights: (key) => byteObjects.weights.parseKey(key),
  checkpoints: (key) => byteObjects.checkpoint.parseKey(key),
  'inner-predictions': (key) => records.innerPredictions.parseKey(key),
  'member-predictions': (key) => byteObjects.sealedPredictions.parseKey(key),
  'explanation-pictures': (key) => byteObjects.explanationPicture.parseKey(key),
};

/** A study goes with its own record first: what is left in its folder then, is to go too. */
async function findBroken(store: ObjectStore, { studies }: StoreHolds): Promise<PlannedRemoval[]> {
  const gone = new Map<string, string>();
  for await (const { at } of listRecords(store, records.removal, {})) {
    if (studies.has(at.studyId) || gone.has(at.studyId)) continue;
    const by = await findStudyRemoval(store, at.studyId);
    if (by) gone.set(at.studyId, by.policy.name);
  }
  const broken: PlannedRemoval[] = [];
  for (const studyId of gone.keys()) {
    const planned = await planWhole(store, { studyId, name: studyId }, []);
    if (planned.objects.length > 0) broken.push(planned);
  }
  return broken;
}
