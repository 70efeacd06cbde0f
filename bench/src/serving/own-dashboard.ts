import type { TrialPage } from '@crossfold/contracts';
import { readAnswer } from './answers.js';
import type { ComparedDashboard } from './compared-dashboard.js';
import type { Orchestrator } from './orchestrator.js';

const mebibyte = 2 ** 20;

/** The orchestrator's own page. Whoever has started the orchestrator ends it. */
export function ownDashboard(server: Orchestrator, largest: string): ComparedDashboard {
  return {
    name: 'crossfold',
    how: `the orchestrator alone, Node ${process.versions.node}`,
    readStudies: async () => void (await readAnswer(`${server.site()}api/v1/studies?limit=50&`)),
    async readTrials() {
      for (let after: string | null = ''; after !== null;) {
        const more: string = after === '' ? '' : `&after=${encodeURIComponent(after)}`;
        const path = `studies/${largest}/trials?limit=1000${more}`;
        after = (await server.get<TrialPage>(path)).next;
      }
    },
    studyPage: {
      url: `${server.site()}#/studies/${largest}`,
      isShown:
        "document.querySelector('.matrix canvas')?.style.width && document.querySelector('.variants-table tbody tr')",
    },
    listPage: {
      url: server.site(),
      isShown: "document.querySelectorAll('table.studies tbody tr').length > 1",
    },
    peakRssMib: async () => (await server.memory()).peak / mebibyte,
    stop: () => Promise.resolve(),
  };
}
