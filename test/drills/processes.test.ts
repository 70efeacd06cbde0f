import { describeDrills } from './drill-suite.js';
import {
  hangChild,
  killChild,
  killOrchestrator,
  killWorker,
  leave,
  outliveLock,
} from './faults/process-faults.js';

describeDrills('processes that end', [
  { fault: 'worker killed -9', inflict: killWorker, times: 10 },
  { fault: 'orchestrator killed -9', inflict: killOrchestrator, times: 10 },
  {
    fault: 'worker leaves on SIGTERM',
    inflict: leave,
    times: 10,
    note: 'exit 0 within 30 s, at most one step lost',
  },
  {
    fault: 'two workers on one trial: stopped past its lock, then continued',
    inflict: outliveLock,
    times: 2,
    note: "the first one's writes refused",
  },
  { fault: 'training process killed -9', inflict: killChild, times: 10 },
]);

const stallSeconds = 15;

describeDrills(
  'processes that hang',
  [
    {
      fault: 'training process hangs',
      inflict: hangChild,
      times: 2,
      note: `killed after ${stallSeconds} s without a step, tried again`,
    },
  ],
  { workerEnvironment: { CROSSFOLD_STALL_SECONDS: String(stallSeconds) } },
);
