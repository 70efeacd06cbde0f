/** Epochs done, steps done and images predicted after them, and the attempt that got there. */
interface CheckpointPosition {
  readonly epoch: number;
  readonly step: number;
  readonly attempt: number;
}

/**
 * Where each record lies in the object store. No path is ever the beginning of another one
 * followed by "/": some servers cannot hold both.
 */
export const objectPaths = {
  datasets: 'datasets/',
  dataset: (name: string) => `datasets/${name}.json`,
  manifest: (sha256: string) => `manifests/${sha256}.json`,
  blobs: 'blobs/',
  blob: (sha256: string) => `blobs/${sha256.slice(0, 2)}/${sha256}`,
  references: 'references/',
  /** In place of the blob: where the file lies that the store does not hold. */
  reference: (sha256: string) => `references/${sha256.slice(0, 2)}/${sha256}.json`,
  foldPlans: 'fold-plans/',
  foldPlan: (sha256: string) => `fold-plans/${sha256}.json`,
  allSealedOpenings: 'sealed-openings/',
  sealedOpenings: (partSha256: string) => `sealed-openings/${partSha256}/`,
  sealedOpening: (partSha256: string, studyId: string, number: number) =>
    `sealed-openings/${partSha256}/${studyId}.${String(number).padStart(4, '0')}.json`,
  studies: 'studies/',
  study: (studyId: string) => `studies/${studyId}/study.json`,
  control: (studyId: string) => `studies/${studyId}/control.json`,
  ensemble: (studyId: string) => `studies/${studyId}/ensemble.json`,
  ensembleFailure: (studyId: string) => `studies/${studyId}/ensemble-failure.json`,
  ensemblePredictions: (studyId: string) => `studies/${studyId}/ensemble-predictions.json`,
  crossEvaluations: (studyId: string) => `studies/${studyId}/cross-evaluations/`,
  crossEvaluation: (studyId: string, crossEvaluationId: string) =>
    `studies/${studyId}/cross-evaluations/${crossEvaluationId}/result.json`,
  crossEvaluationPredictions: (studyId: string, crossEvaluationId: string) =>
    `studies/${studyId}/cross-evaluations/${crossEvaluationId}/predictions.json`,
  crossEvaluationFailure: (studyId: string, crossEvaluationId: string) =>
    `studies/${studyId}/cross-evaluations/${crossEvaluationId}/failure.json`,
  /** Tasks without an answer, of all studies: to be queued again when the queue is lost. */
  openCrossEvaluations: 'open-cross-evaluations/',
  openCrossEvaluation: (studyId: string, crossEvaluationId: string) =>
    `open-cross-evaluations/${studyId}.${crossEvaluationId}.json`,
  explanations: (studyId: string) => `studies/${studyId}/explanations/`,
  explanationOrder: (studyId: string, number: number) =>
    `${explanationFolder(studyId, number)}order.json`,
  explanation: (studyId: string, number: number) =>
    `${explanationFolder(studyId, number)}explanation.json`,
  explanationFailure: (studyId: string, number: number) =>
    `${explanationFolder(studyId, number)}failure.json`,
  explanationPicture: (studyId: string, number: number, picture: number) =>
    `${explanationFolder(studyId, number)}pictures/${padded(picture)}.png`,
  report: (studyId: string) => `studies/${studyId}/report.json`,
  /** A report that a later edition has taken the place of. */
  earlierReport: (studyId: string, edition: number) =>
    `studies/${studyId}/earlier-reports/${padded(edition)}.json`,
  /** What a report of an edition rests on, in short: one object in place of thousands. */
  trialEnds: (studyId: string, edition: number) =>
    `studies/${studyId}/trial-ends/${padded(edition)}.json`,
  receipt: (studyId: string, trialId: string) => `${trialFolder(studyId, trialId)}receipt.json`,
  failure: (studyId: string, trialId: string) => `${trialFolder(studyId, trialId)}failure.json`,
  memoryRelief: (studyId: string, trialId: string) =>
    `${trialFolder(studyId, trialId)}memory-relief.json`,
  attempts: (studyId: string, trialId: string) => `${trialFolder(studyId, trialId)}attempts/`,
  attempt: (studyId: string, trialId: string, attempt: number) =>
    `${trialFolder(studyId, trialId)}attempts/${padded(attempt)}.json`,
  /** Results carry the attempt that made them: which of them count, the receipt says. */
  predictions: (studyId: string, trialId: string, attempt: number) =>
    `${trialFolder(studyId, trialId)}results/${padded(attempt)}/predictions.json`,
  innerPredictions: (studyId: string, trialId: string, attempt: number) =>
    `${trialFolder(studyId, trialId)}results/${padded(attempt)}/inner-predictions.json`,
  history: (studyId: string, trialId: string, attempt: number) =>
    `${trialFolder(studyId, trialId)}results/${padded(attempt)}/history.json`,
  weights: (studyId: string, trialId: string, attempt: number) =>
    `${trialFolder(studyId, trialId)}results/${padded(attempt)}/weights.safetensors`,
  checkpoints: (studyId: string, trialId: string) => `${trialFolder(studyId, trialId)}checkpoints/`,
  /** In the order of training; no two attempts write the same one. */
  checkpoint: (studyId: string, trialId: string, { epoch, step, attempt }: CheckpointPosition) =>
    `${trialFolder(studyId, trialId)}checkpoints/` +
    `${padded(epoch)}-${padded(step)}-${padded(attempt)}.safetensors`,
} as const;

function padded(count: number): string {
  return String(count).padStart(6, '0');
}

function trialFolder(studyId: string, trialId: string): string {
  return `studies/${studyId}/trials/${trialId}/`;
}

function explanationFolder(studyId: string, number: number): string {
  return `studies/${studyId}/explanations/${padded(number)}/`;
}
