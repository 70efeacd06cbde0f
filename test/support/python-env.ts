export { ensurePythonEnv, kerasRequirements, runPython } from '@crossfold/provision';

/** The reference implementations, pinned: a parity test is only as good as what it compares with. */
export const scikitLearnRequirements = [
  'cloudpickle==3.1.2',
  'formulaic==1.2.2',
  'interface_meta==2.0.1',
  'joblib==1.6.0',
  'narwhals==2.29.0',
  'numpy==2.4.6',
  'packaging==26.3',
  'pandas==3.1.1',
  'patsy==1.0.3',
  'python-dateutil==4.0.0',
  'scikit-learn==1.9.1',
  'scipy==1.17.1',
  'statsmodels==0.15.0',
  'threadpoolctl==3.8.0',
  'typing_extensions==4.16.0',
  'tzdata==2026.6',
  'wrapt==2.5.2',
] as const;

/** The checker of ONNX and a runtime, to read exports with. */
export const onnxRequirements = ['numpy==2.4.6', 'onnx==1.23.2', 'onnxruntime==1.32.0'] as const;

/** What the reference script for exports needs: the libvips is the one that sharp has. */
export const predictRequirements = [
  ...['cffi==2.1.1', 'numpy==2.4.6', 'onnxruntime==1.32.0', 'pycparser==3.12'],
  ...['pyvips==3.2.0', 'pyvips-binary==8.18.7'],
] as const;
/** It is published as source alone, and needs no compiler where the binary is there. */
export const predictPipOptions = ['--no-binary=pyvips'] as const;

/** Changes images. */
export const pillowRequirements = ['numpy==2.4.6', 'pillow==13.0.0'] as const;
