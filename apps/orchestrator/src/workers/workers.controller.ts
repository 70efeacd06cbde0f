import { workerListSchema, type WorkerList, type WorkerView } from '@crossfold/contracts';
import type { SeenWorker } from '@crossfold/queue';
import type { StudyIndex } from '@crossfold/study';
import { Get, Inject } from '@nestjs/common';
import { Needs } from '../guard/needs.js';
import { ApiController, JsonResponse, Operation } from '../http/api-controller.js';
import { connectedWorkersToken, studyIndexToken } from '../process/tokens.js';
import type { ConnectedWorkers } from './connected-workers.js';

@ApiController('workers', 'workers')
export class WorkersController {
  constructor(
    @Inject(connectedWorkersToken) private readonly workers: ConnectedWorkers,
    @Inject(studyIndexToken) private readonly index: StudyIndex,
  ) {}

  @Get()
  @Needs('fleet.read')
  @Operation('listWorkers', 'List the workers that are connected, and what they train')
  @JsonResponse(200, workerListSchema, 'All of them, by name.')
  list(): WorkerList {
    const running = this.runningTrials();
    const workers = this.workers.list().map((worker) => viewWorker(worker, running));
    workers.sort((a, b) => (a.id < b.id ? -1 : 1));
    return { workers, noneSince: this.workers.state().noneSince };
  }

  private runningTrials(): RunningTrial[] {
    return this.index.list().flatMap(({ study, trials, finalState }) =>
      finalState !== null
        ? []
        : [...trials.values()].flatMap((trial) => {
            const { trialId, worker, phase, epoch, epochs, imagesPerSecond } = trial;
            if (trial.state !== 'running') return [];
            const { studyId } = study;
            return [{ worker, studyId, trialId, phase, epoch, epochs, imagesPerSecond }];
          }),
    );
  }
}

type RunningTrial = WorkerView['trials'][number] & { readonly worker: string | null };

function viewWorker(
  { name, lastSeenAt, report }: SeenWorker,
  running: readonly RunningTrial[],
): WorkerView {
  const own = running.filter((trial) => trial.worker === name);
  const rates = own.flatMap(({ imagesPerSecond }) => imagesPerSecond ?? []);
  return {
    id: name,
    host: report?.host ?? null,
    device: report?.device ?? null,
    slots: report?.slots ?? null,
    labels: report?.labels ?? {},
    startedAt: report?.startedAt ?? null,
    isDraining: report?.isDraining ?? null,
    lastSeenAt,
    trials: own.map(({ worker: _, ...trial }) => trial),
    imagesPerSecond: rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0),
  };
}
