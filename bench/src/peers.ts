import { AppError } from '@crossfold/contracts';
import {
  ensurePythonEnv,
  kerasRequirements,
  neighbourPipOptions,
  neighbourRequirements,
} from '@crossfold/provision';

const trainingPeers = ['keras', 'pytorch'] as const;
const dashboardPeers = ['optuna', 'mlflow'] as const;
export type DashboardPeer = (typeof dashboardPeers)[number];
export type PeerName = (typeof trainingPeers)[number] | DashboardPeer;

/** What a benchmark can be beside, and what it is beside where nothing is said. */
export function peersOf(benchmark: string): {
  readonly known: readonly PeerName[];
  readonly byDefault: readonly PeerName[];
} {
  if (benchmark === 'dashboard') return { known: dashboardPeers, byDefault: dashboardPeers };
  return { known: trainingPeers, byDefault: ['keras'] };
}

/** What PyTorch needs on every machine. */
const pytorchRequirements = [
  'filelock==4.2.12',
  'fsspec==2026.9.0',
  'Jinja2==3.1.6',
  'MarkupSafe==3.0.4',
  'mpmath==1.4.1',
  'networkx==3.6.1',
  'numpy==2.3.2',
  'pillow==13.0.0',
  'sympy==1.14.0',
  'torch==2.8.0',
  'torchvision==0.23.0',
  'typing_extensions==4.16.0',
] as const;

/** PyPI's wheel for x86-64 is the build with CUDA: it does not load without these, GPU or not. */
const pytorchCudaRequirements = [
  'nvidia-cuda-nvrtc-cu12==12.8.93',
  'nvidia-cuda-runtime-cu12==12.8.90',
  'nvidia-cuda-cupti-cu12==12.8.90',
  'nvidia-cudnn-cu12==9.10.2.21',
  'nvidia-cublas-cu12==12.8.4.1',
  'nvidia-cufft-cu12==11.3.3.83',
  'nvidia-curand-cu12==10.3.9.90',
  'nvidia-cusolver-cu12==11.7.3.90',
  'nvidia-cusparse-cu12==12.5.8.93',
  'nvidia-cusparselt-cu12==0.7.1',
  'nvidia-nccl-cu12==2.27.3',
  'nvidia-nvtx-cu12==12.8.90',
  'nvidia-nvjitlink-cu12==12.8.93',
  'nvidia-cufile-cu12==1.13.1.3',
] as const;

/** Optuna, its dashboard, and the server that its documents advise. */
const optunaRequirements = [
  'alembic==1.20.1',
  'bottle==0.13.4',
  'colorlog==6.12.0',
  'gunicorn==27.0.1',
  'Mako==1.4.3',
  'MarkupSafe==3.0.4',
  'numpy==2.4.6',
  'optuna==5.0.0',
  'optuna-dashboard==0.21.0',
  'packaging==26.3',
  'PyYAML==6.0.4',
  'SQLAlchemy==2.1.9',
  'tqdm==4.70.1',
  'typing_extensions==4.16.0',
] as const;

interface Environment {
  /** Of the folder, where others share it. */
  readonly folder: string;
  readonly requirements: readonly string[];
  readonly pipOptions: readonly string[];
}

const environments = {
  keras: { folder: 'keras', requirements: kerasRequirements, pipOptions: [] },
  pytorch: {
    folder: 'pytorch',
    requirements: [
      ...pytorchRequirements,
      ...(process.arch === 'x64' ? pytorchCudaRequirements : []),
    ],
    // Without what the wheel asks for beside this, a compiler for GPUs above all.
    pipOptions: ['--no-deps'],
  },
  optuna: { folder: 'optuna', requirements: optunaRequirements, pipOptions: [] },
  mlflow: {
    folder: 'neighbours',
    requirements: neighbourRequirements,
    pipOptions: neighbourPipOptions,
  },
} as const satisfies Record<PeerName, Environment>;

export interface Peer {
  readonly name: PeerName;
  /** Path of the Python of its virtual environment. */
  readonly python: string;
}

/** Makes the virtual environments. A peer that cannot be had is noted and left out. */
export async function findPeers(
  names: readonly PeerName[],
  note: (line: string) => void,
): Promise<Peer[]> {
  const peers: Peer[] = [];
  for (const name of names) {
    const { folder, requirements, pipOptions } = environments[name];
    try {
      peers.push({ name, python: await ensurePythonEnv(folder, requirements, pipOptions) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      note(`${name} could not be installed and is not compared: ${error.message}`);
    }
  }
  return peers;
}
