import type { Cells } from '@crossfold/contracts';
import type { FilledStore } from './filled-store.js';
import type { Orchestrator } from './orchestrator.js';

/** What is asked for, and how many of a hundred requests do. */
export interface Share {
  /** Under the site. */
  readonly path: string;
  readonly percent: number;
}

/**
 * Reads of a lab at work: lists and pages of small studies that are followed, now and then the ones of
 * thousands of trials, probes of a load balancer and of a monitor.
 */
export async function loadMix(
  server: Orchestrator,
  { largest, half, finished }: FilledStore,
): Promise<Share[]> {
  const [one, other] = finished;
  const { cells } = await server.get<Cells>(`studies/${one}/cells`);
  const trial = `studies/${one}/trials/${cells[0]?.trialId ?? ''}`;
  const shares: readonly (readonly [percent: number, path: string])[] = [
    [16, 'studies?limit=50'],
    [4, 'studies?limit=50&text=focal&state=queued'],
    [15, `studies/${one}`],
    [15, `studies/${other}/cells`],
    [10, `studies/${one}/trials?limit=100`],
    [10, `${trial}/metrics`],
    [5, `${trial}/receipt`],
    [5, `studies/${other}/configuration`],
    [5, `studies/${one}/report?format=document`],
    [4, `studies/${other}/notes`],
    [3, 'workers'],
    [2, 'queue?limit=100'],
    [1, 'datasets'],
    [1, `studies/${largest}`],
    [1, `studies/${half}`],
    [1, `studies/${largest}/trials?limit=200`],
  ];
  return [
    ...shares.map(([percent, path]) => ({ percent, path: `api/v1/${path}` })),
    { percent: 1, path: 'health/ready' },
    { percent: 1, path: 'metrics' },
  ];
}
