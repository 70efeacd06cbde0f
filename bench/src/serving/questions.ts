import type { Cells, StudyDetail, TrialPage } from '@crossfold/contracts';
import type { Question } from './answers.js';
import type { FilledStore } from './filled-store.js';
import type { Orchestrator } from './orchestrator.js';

/** What the pages of the dashboard ask for, as `apps/dashboard/src/api` does. */
export async function listQuestions(
  server: Orchestrator,
  { largest, half, finished }: FilledStore,
): Promise<Question[]> {
  const { cells } = await server.get<Cells>(`studies/${largest}/cells`);
  const trialId = cells.find(({ state }) => state === 'succeeded')?.trialId ?? '';
  const first = await server.get<TrialPage>(`studies/${largest}/trials?limit=1000`);
  const { study } = await server.get<StudyDetail>(`studies/${largest}`);
  const [one, other] = finished;
  const [baseline = '', arm = ''] = study.variants.map(({ name }) => name);
  const ofLargest = `studies/${largest}`;
  const trial = `${ofLargest}/trials/${trialId}`;
  return [
    { what: 'studies', path: 'studies?limit=50&' },
    { what: 'studies, by progress', path: 'studies?limit=50&sort=progress' },
    { what: 'studies of a data set', path: 'studies?limit=50&dataset=drawn' },
    ...studyQuestions('largest study', ofLargest),
    { what: 'largest study, trials, first page', path: `${ofLargest}/trials?limit=1000` },
    {
      what: 'largest study, trials, second page',
      path: `${ofLargest}/trials?limit=1000${first.next === null ? '' : `&after=${encodeURIComponent(first.next)}`}`,
    },
    { what: 'trial, epochs', path: `${trial}/metrics` },
    { what: 'trial, attempts', path: `${trial}/attempts` },
    { what: 'trial, receipt', path: `${trial}/receipt` },
    { what: 'trial, predictions', path: `${trial}/predictions` },
    ...studyQuestions('half of it', `studies/${half}`),
    ...reportQuestions('half of it', `studies/${half}`),
    ...reportQuestions('small study', `studies/${one}`),
    {
      what: 'two variants of the largest study',
      path: comparison(`${largest}/${baseline}`, `${largest}/${arm}`),
    },
    { what: 'two small studies', path: comparison(`${one}/${baseline}`, `${other}/${baseline}`) },
    {
      what: 'forecast of the largest study',
      path: 'studies/forecast',
      body: JSON.stringify(study.spec),
      every: 10,
    },
    { what: 'workers', path: 'workers' },
    { what: 'queue', path: 'queue?limit=100' },
    { what: 'presets', path: 'presets' },
    { what: 'data sets', path: 'datasets' },
    { what: 'data set', path: 'datasets/drawn' },
    { what: 'data set, fold plans', path: 'datasets/drawn/fold-plans' },
    { what: 'data set, images', path: 'datasets/drawn/images?limit=24' },
    { what: 'data set, problems', path: 'datasets/drawn/problems?limit=50' },
    {
      what: 'half of it, epochs of a variant',
      path: `studies/${half}/tables/epochs?format=jsonl&variant=${baseline}`,
    },
    // A download, which no page waits for.
    {
      what: 'half of it, epochs of all trials',
      path: `studies/${half}/tables/epochs?format=jsonl`,
      every: 25,
    },
  ];
}

/** Of the list: what somebody looks for while they wait. */
export const filterQuestions: readonly Question[] = [
  { what: 'studies, by text', path: 'studies?limit=50&text=focal' },
  { what: 'studies, by state', path: 'studies?limit=50&state=finished' },
  {
    what: 'studies, by text and state',
    path: 'studies?limit=50&text=mixup&state=queued&sort=name',
  },
];

function studyQuestions(name: string, path: string): Question[] {
  return [
    { what: name, path },
    { what: `${name}, cells`, path: `${path}/cells` },
    { what: `${name}, configuration`, path: `${path}/configuration` },
    { what: `${name}, notes`, path: `${path}/notes` },
    { what: `${name}, explanations`, path: `${path}/explanations` },
  ];
}

function reportQuestions(name: string, path: string): Question[] {
  return [
    { what: `${name}, report`, path: `${path}/report` },
    { what: `${name}, report as it is shown`, path: `${path}/report?format=document` },
  ];
}

function comparison(...variants: readonly string[]): string {
  return `comparisons?${new URLSearchParams({ variants: variants.join(',') }).toString()}`;
}
