import { configDefaults, defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests read the sources, not the build; real processes that tests start run the build. */
const source = { resolve: { conditions: ['@crossfold/source'] } } as const;
const ssr = { ssr: { resolve: { conditions: ['@crossfold/source'] } } } as const;

/** Tests that load TensorFlow. */
const native = ['libs/{graph,model}/src/tensorflow/**/*.test.ts', 'libs/training/**/*.test.ts'];

/** Tests of how much memory a process takes. */
const memory = '**/*.memory.test.ts';
const exclude = [...configDefaults.exclude, memory];

/** What test files of a run share. */
const globalSetup = ['test/support/run-folder.setup.ts'];

/** By how long a file of each takes and how much of that it waits: others fill the gaps. */
const order = ['e2e', 'drills', 'browser', 'integration', 'parity', 'memory', 'native', 'unit'];

/** Takes minutes, unlike the others of its project: begun late, it would keep the run waiting. */
const long = 'test/parity/keras-architectures.test.ts';

/** Puts the longest first, so that the last files are short ones and no core idles at the end. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project, moduleId }: TestSpecification) =>
      moduleId.endsWith(long) ? -1 : order.indexOf(project.name);
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

/** Long enough for a machine that does other work too, as for tests. */
const expectations = { poll: { timeout: 60_000 } } as const;

/** One group: files that wait for processes, locks and networks run beside those that compute. */
const shared = { maxWorkers: 3, sequence: { groupOrder: 1 }, expect: expectations } as const;

/** To load what all of these files need takes seconds of CPU time. */
const sharedProcesses = {
  isolate: false,
  setupFiles: ['test/support/restore-environment.setup.ts'],
};

/** The first run builds a server and fetches what ours is compared with. */
const compared = { ...shared, exclude, globalSetup, testTimeout: 120_000, hookTimeout: 1_200_000 };

/** The full form of the drills tells times. */
const alone = { maxWorkers: 1, sequence: { groupOrder: 2 }, expect: expectations } as const;
const isFull = process.env['CROSSFOLD_DRILLS'] === 'full';
const drills = isFull ? alone : shared;

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...source,
        ...ssr,
        // No TensorFlow: `npm run check` runs these alone.
        test: {
          name: 'unit',
          include: ['{libs,apps}/**/*.test.ts', 'clients/typescript/src/**/*.test.ts'],
          exclude: [...exclude, ...native],
          // To start a process and load modules takes longer than most of these files.
          isolate: false,
          maxWorkers: 2,
          // Long enough for a machine that does other work too: no test asserts a time.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...source,
        ...ssr,
        test: {
          ...shared,
          name: 'native',
          include: native,
          exclude,
          // Beside others, and TensorFlow divides an operation among all cores.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        ...source,
        ...ssr,
        // Each file in a process of its own.
        test: {
          ...shared,
          name: 'memory',
          include: [memory],
          testTimeout: 300_000,
          hookTimeout: 1_200_000,
        },
      },
      {
        ...source,
        ...ssr,
        test: {
          ...compared,
          ...sharedProcesses,
          name: 'integration',
          include: ['test/{conformance,integration}/**/*.test.ts'],
        },
      },
      {
        ...source,
        ...ssr,
        // Each file in a process of its own: they load TensorFlow.
        test: { ...compared, name: 'parity', include: ['test/parity/**/*.test.ts'] },
      },
      {
        ...source,
        ...ssr,
        // Each file has stacks, ports and folders of its own.
        test: {
          ...shared,
          ...sharedProcesses,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup,
          testTimeout: 600_000,
          hookTimeout: 1_200_000,
        },
      },
      {
        ...source,
        ...ssr,
        // A short form unless CROSSFOLD_DRILLS=full, which takes far longer.
        test: {
          ...drills,
          ...sharedProcesses,
          name: 'drills',
          include: [`test/drills/**/*.${isFull ? '{test,full}' : 'test'}.ts`],
          globalSetup: [...globalSetup, 'test/drills/drill-setup.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 1_200_000,
        },
      },
      {
        ...source,
        ...ssr,
        test: {
          ...shared,
          ...sharedProcesses,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup,
          testTimeout: 300_000,
          hookTimeout: 1_200_000,
        },
      },
    ],
  },
});
