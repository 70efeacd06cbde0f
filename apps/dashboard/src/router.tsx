import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import { Frame } from './components/frame.js';
import { Nowhere, RouteProblem } from './components/problem.js';
import { readCompareSearch } from './compare/compare-search.js';
import { readDatasetSearch } from './dataset/dataset-search.js';
import { readLesionSearch } from './lesion/lesion-search.js';
import { readNewStudySearch } from './new-study/new-study-search.js';
import { readPredictSearch } from './predict/predict-search.js';
import { readStudiesSearch } from './studies/studies-search.js';
import { readStudySearch } from './study/study-search.js';
import { readTrialSearch } from './trial/trial-search.js';

const rootRoute = createRootRoute({ component: Frame });

/* A page: its path, what its address may say, and its file, which is loaded when it is opened. */

const studiesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: readStudiesSearch,
  component: lazyRouteComponent(() => import('./routes/studies.js'), 'StudiesPage'),
});

const studyLayoutRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studies/$studyId',
  component: lazyRouteComponent(() => import('./routes/study-layout.js'), 'StudyLayout'),
});

const studyRoute = createRoute({
  getParentRoute: () => studyLayoutRoute,
  path: '/',
  validateSearch: readStudySearch,
  component: lazyRouteComponent(() => import('./routes/study.js'), 'StudyPage'),
});

const trialRoute = createRoute({
  getParentRoute: () => studyLayoutRoute,
  path: '/trials/$trialId',
  validateSearch: readTrialSearch,
  component: lazyRouteComponent(() => import('./routes/trial.js'), 'TrialPage'),
});

const workersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/workers',
  component: lazyRouteComponent(() => import('./routes/workers.js'), 'WorkersPage'),
});

const queueRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/queue',
  component: lazyRouteComponent(() => import('./routes/queue.js'), 'QueuePage'),
});

const datasetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/datasets',
  component: lazyRouteComponent(() => import('./routes/datasets.js'), 'DatasetsPage'),
});

const datasetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/datasets/$name',
  validateSearch: readDatasetSearch,
  component: lazyRouteComponent(() => import('./routes/dataset.js'), 'DatasetPage'),
});

const predictRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/predict',
  validateSearch: readPredictSearch,
  component: lazyRouteComponent(() => import('./routes/predict.js'), 'PredictPage'),
});

const newStudyRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/new',
  validateSearch: readNewStudySearch,
  component: lazyRouteComponent(() => import('./routes/new-study.js'), 'NewStudyPage'),
});

const lesionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/studies/$studyId/groups/$groupId',
  validateSearch: readLesionSearch,
  component: lazyRouteComponent(() => import('./routes/lesion.js'), 'LesionPage'),
});

const compareRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/compare',
  validateSearch: readCompareSearch,
  component: lazyRouteComponent(() => import('./routes/compare.js'), 'ComparePage'),
});

const tokensRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/tokens',
  component: lazyRouteComponent(() => import('./routes/tokens.js'), 'TokensPage'),
});

const routeTree = rootRoute.addChildren([
  studiesRoute,
  studyLayoutRoute.addChildren([studyRoute, trialRoute]),
  workersRoute,
  queueRoute,
  datasetsRoute,
  datasetRoute,
  predictRoute,
  newStudyRoute,
  lesionRoute,
  compareRoute,
  tokensRoute,
]);

/**
 * The address of a page stands behind `#`, so that the page works under any path that a proxy may
 * serve it at, and a link of an earlier version leads to the same study.
 */
export function createPageRouter() {
  return createRouter({
    routeTree,
    history: createHashHistory(),
    // Plain texts: `?text=focal&state=running`.
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch: writeSearch,
    defaultErrorComponent: RouteProblem,
    defaultNotFoundComponent: Nowhere,
    defaultPreload: 'intent',
  });
}

function writeSearch(search: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(search).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  const query = new URLSearchParams(given).toString();
  return query === '' ? '' : `?${query}`;
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
