/** Names under which the modules find what `create-app.ts` provides. */
export const configToken = Symbol('OrchestratorConfig');
export const metricsToken = Symbol('OrchestratorMetrics');
export const storeQuotaToken = Symbol('StoreQuota');
export const storeToken = Symbol('ObjectStore');
export const redisProbeToken = Symbol('RedisProbe');
export const connectedWorkersToken = Symbol('ConnectedWorkers');
export const taskQueueToken = Symbol('TaskQueue');
export const fleetPolicyToken = Symbol('FleetPolicyKeeper');
export const fleetForecasterToken = Symbol('FleetForecaster');
export const queueReaderToken = Symbol('ReadQueue');
export const admittedTrialsToken = Symbol('AdmittedTrials');
export const trialAdmissionToken = Symbol('TrialAdmission');
export const eventLogToken = Symbol('EventLog');
/** The studies that are there for who sends the request that is answered. */
export const studyIndexToken = Symbol('StudyIndex');
/** All studies, whoever asks: for what nobody may learn of any, such as which images are sealed. */
export const everyStudyToken = Symbol('StudyIndex of all');
/** Null where people log in by tokens alone. */
export const oidcLoginToken = Symbol('OidcLogin');
export const tokenCheckToken = Symbol('TokenCheck');
export const crossEvaluationTasksToken = Symbol('AskedTasks of cross-evaluations');
export const reconcilerToken = Symbol('Reconciler');
/** Aborts when the orchestrator leaves. */
export const leavingToken = Symbol('AbortSignal');
export const explanationTasksToken = Symbol('AskedTasks of explanations');
export const predictionTasksToken = Symbol('AskedTasks of predictions');
