import { setMaxListeners } from 'node:events';
import type { AddressInfo } from 'node:net';
import { openTraces } from '@crossfold/logging/traces';
import {
  createAuditLog,
  createTokenCheck,
  observeStore,
  openObjectStore,
  openStoreSigner,
  type ObjectStore,
} from '@crossfold/storage';
import { createStoreQuota, StudyIndex, type StoreQuota } from '@crossfold/study';
import 'reflect-metadata';
import { createOidcLogin } from './access/oidc-login.js';
import { isStudyShown } from './guard/acting-principal.js';
import { createIdentify, environmentTokenId } from './guard/identify.js';
import { openAdmission } from './admission/open-admission.js';
import { poolsOf, servedQueues } from './admission/pools.js';
import { createApp } from './create-app.js';
import { confirmEvents, retell } from './events/confirm-events.js';
import { openEventLog } from './events/event-log.js';
import { createRedisProbe } from './health/redis-probe.js';
import { closeApp } from './http/close-app.js';
import { listen } from './http/listen.js';
import { createOrchestratorMetrics } from './metrics/orchestrator-metrics.js';
import type { OrchestratorConfig } from './process/config.js';
import { closeWithin, leavingStagesMs, reportGraceMs, requestGraceMs } from './process/leaving.js';
import { log } from './process/log.js';
import { connectRedis, logRedisError } from './process/redis.js';
import {
  configToken,
  crossEvaluationTasksToken,
  eventLogToken,
  everyStudyToken,
  explanationTasksToken,
  predictionTasksToken,
  leavingToken,
  metricsToken,
  oidcLoginToken,
  reconcilerToken,
  storeQuotaToken,
  storeToken,
  studyIndexToken,
  admittedTrialsToken,
  queueReaderToken,
  fleetForecasterToken,
  fleetPolicyToken,
  trialAdmissionToken,
  connectedWorkersToken,
  redisProbeToken,
  taskQueueToken,
  tokenCheckToken,
} from './process/tokens.js';
import { createAskedTasks } from './queue/asked-tasks.js';
import { removeEarlierKeys } from './queue/earlier-keys.js';
import { openCrossEvaluations } from './queue/open-cross-evaluations.js';
import { openExplanations } from './queue/open-explanations.js';
import { openPredictions } from './queue/open-predictions.js';
import { createFinishedCurves } from './queue/finished-curves.js';
import { createLedgers } from './queue/ledgers.js';
import { createQueueReader } from './queue/read-queue.js';
import { startReconciler } from './queue/reconciler.js';
import { createStudyQueue } from './queue/study-queue.js';
import { createTrialAdmission } from './queue/trial-admission.js';
import { createTaskQueue } from './queue/task-queue.js';
import { createReportWriter } from './summary/report-writer.js';
import { traceStudies } from './traces/trace-studies.js';
import {
  eitherTokens,
  listedWorkerTokens,
  recordedWorkerTokens,
} from './worker-gateway/worker-tokens.js';
import { workerGateway } from './worker-gateway/worker-gateway.js';
import { watchWorkers } from './workers/connected-workers.js';

export interface RunningOrchestrator {
  readonly url: string;
  /** Ends what is under way, or hands it back; never rejects, and takes less than 30 s. */
  close(): Promise<void>;
}

/** @throws AppError when the queue or the object store cannot be used */
export async function startOrchestrator(config: OrchestratorConfig): Promise<RunningOrchestrator> {
  const metrics = createOrchestratorMetrics();
  const store = observeStore(openObjectStore(config.store), metrics.store);
  await store.check();
  const index = new StudyIndex({
    maxTrials: config.maxTrials,
    onSetAside: (studyId, reason) => {
      log.error({ studyId }, `study ${studyId} is set aside: ${reason}`);
    },
  });
  // The store first: events tell only what has changed since.
  await index.load(store);
  const { redisUrl, queuePrefix } = config;
  const { redis, traits } = await connectRedis(redisUrl, queuePrefix);
  const events = await openEventLog(
    redisUrl,
    redis,
    { prefix: queuePrefix, hasInfo: traits.hasInfo },
    {
      admit: (page) => confirmEvents(store, index, page),
      retell: (event) => {
        const record = index.find(event.studyId);
        return record ? retell(record, event) : event;
      },
    },
  );
  const workers = await watchWorkers(redis, queuePrefix);
  const pools = () => poolsOf(workers.list());
  const tasks = createTaskQueue(
    redisUrl,
    redis,
    { prefix: queuePrefix, hasInfo: traits.hasInfo },
    { served: () => servedQueues(pools()) },
  );
  const queue = createStudyQueue(tasks);
  const knownExplanations = openExplanations(store);
  const explanations = createAskedTasks(tasks, 'explanation', knownExplanations);
  const crossEvaluations = createAskedTasks(tasks, 'crossEvaluation', openCrossEvaluations(store));
  const predictions = createAskedTasks(tasks, 'prediction', openPredictions(store));
  const { policy, admitted, forecast } = await openAdmission(store, index, pools);
  const admission = createTrialAdmission({ queue: tasks, index, admitted, pools });
  const onOpen = async (studyId: string) => {
    await index.reload(store, studyId);
    await reconciler.align(studyId);
  };
  const tracing = traceStudies(await openTraces('orchestrator', process.env), events);
  const reports = createReportWriter({
    settings: config.store,
    events,
    index,
    onOpen,
    onSummarised: (...summarised) => {
      const [, seconds, end] = summarised;
      metrics.summarised(seconds, end);
      tracing.summarised(...summarised);
    },
  });
  const works = {
    queue,
    admitted,
    admission,
    crossEvaluations,
    explanations,
    openExplanations: knownExplanations,
    predictions,
    reports,
  };
  const [ledgers, curves] = [createLedgers(store), createFinishedCurves(store)];
  const reconciler = startReconciler(
    { store, index, events, ledgers, curves, budgets: admitted, policy, ...works },
    config.reconcileMs,
    metrics.reconciled,
  );
  const readQueue = createQueueReader({ queue: tasks, admitted, index, workers });
  metrics.follow({ index, events, readQueue, workers, store: config.store });
  await reconciler.reconcile();
  workers.onChange(() => {
    admission.replan().catch(logRedisError);
  });
  // In the background: a Redis that is shared may hold millions of keys.
  void removeEarlierKeys(redis, queuePrefix).catch(logRedisError);
  const leaving = new AbortController();
  // One listener for each open stream of events: many are no leak, of which Node would warn.
  setMaxListeners(0, leaving.signal);
  const tokens = createTokenCheck(store, {
    environmentTokenId: config.apiToken === null ? null : environmentTokenId(config.apiToken),
  });
  const access = {
    identify: createIdentify(config, tokens),
    auditLog: createAuditLog(store),
  };
  const signer = openStoreSigner(config.store);
  const gateway = workerGateway({
    store,
    signer,
    index,
    tokens: eitherTokens(listedWorkerTokens(config.workerTokens), recordedWorkerTokens(tokens)),
  });
  const app = await createApp(
    config,
    access,
    [
      { provide: configToken, useValue: config },
      { provide: metricsToken, useValue: metrics },
      { provide: storeToken, useValue: store },
      { provide: studyIndexToken, useValue: index.narrowed(isStudyShown) },
      { provide: everyStudyToken, useValue: index },
      { provide: storeQuotaToken, useValue: openQuota(store, index, config) },
      { provide: tokenCheckToken, useValue: tokens },
      { provide: oidcLoginToken, useValue: config.oidc && createOidcLogin(config.oidc) },
      { provide: eventLogToken, useValue: events },
      { provide: taskQueueToken, useValue: tasks },
      { provide: connectedWorkersToken, useValue: workers },
      { provide: redisProbeToken, useValue: createRedisProbe(redisUrl, queuePrefix) },
      { provide: fleetPolicyToken, useValue: policy },
      { provide: fleetForecasterToken, useValue: forecast },
      { provide: admittedTrialsToken, useValue: admitted },
      { provide: trialAdmissionToken, useValue: admission },
      { provide: queueReaderToken, useValue: readQueue },
      { provide: crossEvaluationTasksToken, useValue: crossEvaluations },
      { provide: explanationTasksToken, useValue: explanations },
      { provide: predictionTasksToken, useValue: predictions },
      { provide: reconcilerToken, useValue: reconciler },
      { provide: leavingToken, useValue: leaving.signal },
    ],
    metrics.requests,
    gateway,
  );
  await listen(app, config);
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    url: `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}${config.basePath}`,
    async close() {
      leaving.abort();
      workers.close();
      metrics.close();
      await closeWithin(leavingStagesMs.work, {
        requests: () => closeApp(app, requestGraceMs),
        'the report that is written': () => reports.close(reportGraceMs),
        'the look at the queue': () => reconciler.close(),
      });
      await closeWithin(leavingStagesMs.queues, {
        'the queue': async () => {
          await admission.close();
          await tasks.close();
        },
      });
      await closeWithin(leavingStagesMs.connections, {
        'the stream of events': async () => {
          await events.close();
          redis.disconnect();
        },
        'the store': () => {
          signer?.close();
          return store.close();
        },
        'the traces': () => tracing.close(),
      });
    },
  };
}

/** Of all studies, whoever may see them. */
function openQuota(
  store: ObjectStore,
  index: StudyIndex,
  { storeQuotaBytes: quotaBytes }: OrchestratorConfig,
): StoreQuota {
  return createStoreQuota(store, {
    quotaBytes,
    listStudies: () => index.list(),
    onScarce: (room) => {
      log.warn(room, 'more than 80 % of CROSSFOLD_STORE_QUOTA_GB is used or promised to studies');
    },
  });
}
