import { configDefaults, defineConfig } from 'vitest/config';

/** Tests read the sources, not the build; real processes that tests start run the build. */
const source = { resolve: { conditions: ['@crossfold/source'] } } as const;
const ssr = { ssr: { resolve: { conditions: ['@crossfold/source'] } } } as const;

/** Tests that load TensorFlow. */
const native = ['libs/{graph,model}/src/tensorflow/**/*.test.ts', 'libs/training/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        ...source,
        ...ssr,
        // No TensorFlow: `npm run check` runs these alone.
        test: {
          name: 'unit',
          include: ['libs/**/*.test.ts', 'apps/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...native],
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
          name: 'native',
          include: native,
          // TensorFlow divides an operation among all cores.
          maxWorkers: 1,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        ...source,
        ...ssr,
        test: {
          name: 'integration',
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          include: ['test/{conformance,integration,parity}/**/*.test.ts'],
          testTimeout: 120_000,
          // The first run builds a server and fetches what others are compared with.
          hookTimeout: 1_200_000,
        },
      },
      {
        ...source,
        ...ssr,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 1_200_000,
          // Each file has processes, ports and folders of its own, and waits for part of its time.
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
        },
      },
      {
        ...source,
        ...ssr,
        // A short form unless CROSSFOLD_DRILLS=full, which takes far longer.
        test: {
          name: 'drills',
          include: ['test/drills/**/*.test.ts'],
          globalSetup: ['test/drills/drill-setup.ts'],
          testTimeout: 1_800_000,
          hookTimeout: 1_200_000,
          // The short form waits more than it works; the full one tells times.
          fileParallelism: process.env['CROSSFOLD_DRILLS'] !== 'full',
          maxWorkers: 3,
          // After all else: a group of its own may have a number of workers of its own.
          sequence: { groupOrder: 4 },
        },
      },
      {
        ...source,
        ...ssr,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 1_200_000,
          fileParallelism: false,
          sequence: { groupOrder: 5 },
        },
      },
    ],
  },
});
