import { byteObjects, records } from '@crossfold/contracts';

/** A kind of object of the store. */
export type ObjectKind = keyof typeof records | keyof typeof byteObjects;

const patterns = { ...records, ...byteObjects };
export const objectKinds = Object.keys(patterns) as ObjectKind[];

/**
 * Which kinds of objects the objects of a kind name: by key and hash, by hash alone, or by what their
 * keys have in common. What is named is written before what names it, so that a copy in this order
 * (`rankOf`) is whole at every moment. A new kind of record without a line here does not compile.
 *
 * What of it keeps objects from being removed, `readHolds` says.
 */
export const recordReferences = {
  // Nothing of these is removed by a policy; the log of openings stays for ever.
  reference: [],
  blob: [],
  manifest: ['blob', 'reference'],
  dataset: ['manifest'],
  foldPlan: ['manifest'],
  sealedOpening: [],
  removal: [],

  // Of a trial. A receipt of a trial that was taken from another one, or whose weights were, names
  // that one too; it has copies of all that it needs itself.
  attempt: [],
  memoryRelief: [],
  checkpoint: ['attempt'],
  trialLog: ['attempt'],
  predictions: ['attempt'],
  innerPredictions: ['attempt'],
  history: ['attempt'],
  weights: ['attempt'],
  receipt: ['predictions', 'innerPredictions', 'history', 'weights', 'memoryRelief'],
  raceDecision: ['receipt'],
  rungArrivals: ['receipt'],
  stopDecision: ['receipt'],
  failure: ['attempt', 'raceDecision', 'stopDecision'],

  // Of a study.
  ensemblePredictions: [],
  sealedPredictions: [],
  ensemble: ['ensemblePredictions', 'sealedPredictions', 'receipt', 'sealedOpening'],
  ensembleFailure: [],
  trialEnds: ['receipt', 'failure'],
  reportAppendix: ['receipt'],
  report: [
    'control',
    'trialEnds',
    'reportAppendix',
    'ensemble',
    'ensembleFailure',
    'sealedOpening',
    'earlierReport',
  ],
  earlierReport: ['sealedOpening'],
  measurement: ['receipt'],
  notes: [],
  control: [],
  crossEvaluationPredictions: [],
  crossEvaluation: ['crossEvaluationPredictions', 'manifest', 'receipt'],
  crossEvaluationFailure: [],
  explanationPicture: [],
  explanationOrder: ['receipt'],
  explanation: ['explanationPicture', 'explanationOrder'],
  explanationFailure: ['explanationOrder'],
  // A study also names those in its `reuse`, and the earlier stages of its series. It comes last of
  // all that is in its folder: one that is there is there with what it has.
  study: [
    'foldPlan',
    'blob',
    'report',
    'measurement',
    'notes',
    'crossEvaluation',
    'crossEvaluationFailure',
    'explanation',
    'explanationFailure',
  ],

  // Beside studies.
  apiToken: [],
  auditPage: [],
  fleetPolicy: [],
  openCrossEvaluation: ['study', 'manifest'],
  registeredModel: ['study'],
  predictionImage: [],
  predictionMap: [],
  predictionOrder: ['predictionImage', 'study'],
  predictionResult: ['predictionMap', 'predictionOrder'],
  predictionFailure: ['predictionOrder'],
} as const satisfies Record<ObjectKind, readonly ObjectKind[]>;

const ranks = new Map<ObjectKind, number>();
const kindsByFolder = new Map<string, ObjectKind[]>();
for (const kind of objectKinds) {
  const folder = folderOfKind(kind);
  kindsByFolder.set(folder, [...(kindsByFolder.get(folder) ?? []), kind]);
}

/** What an object is by its key; null for what is none of crossfold's. */
export function kindOfKey(key: string): ObjectKind | null {
  const kinds = kindsByFolder.get(folderOf(key)) ?? [];
  return kinds.find((kind) => patterns[kind].parseKey(key) !== null) ?? null;
}

/** From 0: the kinds that an object of this kind names have lower ones. */
export function rankOf(kind: ObjectKind): number {
  const known = ranks.get(kind);
  if (known !== undefined) return known;
  const named: readonly ObjectKind[] = recordReferences[kind];
  const rank = named.reduce((most, other) => Math.max(most, rankOf(other) + 1), 0);
  ranks.set(kind, rank);
  return rank;
}

/** The folder at the top of the store in which objects of a kind lie, with its slash. */
export function folderOfKind(kind: ObjectKind): string {
  return folderOf(patterns[kind].pattern);
}

function folderOf(key: string): string {
  return key.slice(0, key.indexOf('/') + 1);
}
