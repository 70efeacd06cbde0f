/** Names under which the modules find what `create-app.ts` provides. */
export const configToken = Symbol('OrchestratorConfig');
export const metricsToken = Symbol('OrchestratorMetrics');
export const storeToken = Symbol('ObjectStore');
export const redisProbeToken = Symbol('RedisProbe');
export const connectedWorkersToken = Symbol('ConnectedWorkers');
export const taskQueueToken = Symbol('TaskQueue');
export const studyQueueToken = Symbol('StudyQueue');
export const eventLogToken = Symbol('EventLog');
export const studyIndexToken = Symbol('StudyIndex');
export const crossEvaluationQueueToken = Symbol('CrossEvaluationQueue');
export const reconcilerToken = Symbol('Reconciler');
/** Aborts when the orchestrator leaves. */
export const leavingToken = Symbol('AbortSignal');
export const explanationQueueToken = Symbol('ExplanationQueue');
export const predictionQueueToken = Symbol('PredictionQueue');
