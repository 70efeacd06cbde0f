import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/** What each scope may import. `contracts <- data, graph <- model <- training, study <- apps`. */
const allowed = {
  contracts: [],
  client: [],
  random: [],
  storage: ['contracts'],
  data: ['contracts', 'random'],
  graph: ['contracts'],
  model: ['contracts', 'random', 'graph'],
  training: ['contracts', 'random', 'storage', 'data', 'graph', 'model'],
  study: ['contracts', 'random', 'storage', 'data', 'model'],
  provision: ['contracts'],
  logging: ['contracts', 'storage'],
  queue: ['contracts', 'logging'],
  orchestrator: ['contracts', 'storage', 'data', 'model', 'study', 'logging', 'queue'],
  dashboard: ['client', 'contracts'],
  worker: [
    'contracts',
    'random',
    'storage',
    'data',
    'graph',
    'model',
    'training',
    'logging',
    'queue',
  ],
  cli: [
    'client',
    'contracts',
    'storage',
    'data',
    'graph',
    'model',
    'training',
    'study',
    'provision',
    'queue',
  ],
  bench: ['contracts', 'random', 'storage', 'data', 'graph', 'model', 'training', 'provision'],
  test: [
    ...['contracts', 'random', 'storage', 'data', 'graph', 'model', 'training', 'study'],
    ...['provision', 'logging', 'queue', 'client'],
  ],
};

/** Packages with native code, and the only folder that may import each. */
const nativeEdges = {
  '@tensorflow/tfjs-node-gpu': 'libs/graph/src/tensorflow/**',
  sharp: 'libs/data/src/images/**',
};

/** Entries of libraries that load native code, by whatever path they are named. */
const edges = ['**/tensorflow', '**/tensorflow/**', '**/data/images', '**/images/**'];

/** Code that must load on a machine without native code; each library's edge is left out. */
const pureCode = {
  files: [
    ...['contracts', 'storage', 'data', 'graph', 'model', 'study', 'queue', 'logging'].map(
      (library) => `libs/${library}/src/**/*.ts`,
    ),
    'apps/orchestrator/src/**/*.ts',
  ],
  ignores: ['libs/{graph,model}/src/tensorflow/**', 'libs/data/src/images/**', '**/*.test.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: [{ group: edges, allowTypeImports: true, message: 'It loads native code.' }] },
    ],
  },
};

/** What a browser loads: values of the page's entry alone, since zod lies behind the main one. */
const browserCode = {
  files: ['apps/dashboard/src/**/*.{ts,tsx}'],
  ignores: ['**/*.test.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        paths: [
          {
            name: '@crossfold/contracts',
            allowTypeImports: true,
            message: 'Values come from @crossfold/contracts/page.',
          },
          { name: 'uplot', message: 'Only in charts/line-chart.tsx.' },
        ],
        patterns: [{ group: ['node:*'], message: 'A browser has no Node.' }],
      },
    ],
  },
};

/** No package imports an app; native packages only in the folders of `allowedNative`. */
function restrictedImports(allowedNative) {
  const natives = Object.entries(nativeEdges).filter(([name]) => !allowedNative.includes(name));
  return {
    'no-restricted-imports': [
      'error',
      {
        paths: [
          ...natives.map(([name, folder]) => ({ name, message: `Only in ${folder}.` })),
          ...['orchestrator', 'worker', 'cli', 'dashboard'].map((app) => ({
            name: `@crossfold/${app}`,
            message: 'Nothing imports an app.',
          })),
        ],
      },
    ],
  };
}

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/bundle/**',
      '**/.nx/**',
      '.crossfold/**',
      'node_modules/**',
      '**/src/generated/**',
    ],
  },
  ...tseslint.configs.strict,
  {
    files: ['**/*.{ts,tsx}'],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [],
          depConstraints: Object.entries(allowed).map(([scope, scopes]) => ({
            sourceTag: `scope:${scope}`,
            onlyDependOnLibsWithTags: scopes.map((s) => `scope:${s}`),
          })),
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration', message: 'Name what is exported.' },
        { selector: 'ExportDefaultDeclaration', message: 'Use a named export.' },
        {
          selector: 'ObjectExpression > SpreadElement > ObjectExpression',
          message: 'Write the properties themselves: a spread hides excess ones from the compiler.',
        },
        {
          selector: 'Program > VariableDeclaration[kind="let"]',
          message: 'No module-level mutable state.',
        },
      ],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  { files: ['apps/**/*.{ts,tsx}', 'libs/**/*.ts'], rules: restrictedImports([]) },
  pureCode,
  browserCode,
  {
    files: ['apps/dashboard/src/charts/line-chart.tsx'],
    rules: { '@typescript-eslint/no-restricted-imports': 'off' },
  },
  ...Object.entries(nativeEdges).map(([name, folder]) => ({
    files: [folder],
    rules: restrictedImports([name]),
  })),
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
  {
    files: ['**/vitest*.config.ts', '**/*.config.js'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
