export { ensurePythonEnv, kerasRequirements, runPython } from '@crossfold/provision';

/** The reference implementations, pinned: a parity test is only as good as what it compares with. */
export const scikitLearnRequirements = [
  'cloudpickle==3.1.2',
  'joblib==1.6.0',
  'narwhals==2.29.0',
  'numpy==2.4.6',
  'scikit-learn==1.9.1',
  'scipy==1.17.1',
  'threadpoolctl==3.8.0',
] as const;
