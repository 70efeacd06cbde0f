/** Files of a packaged ensemble, by what they hold; paths are below its folder. */
export const packageFiles = {
  model: 'ensemble.json',
  checksums: 'SHA256SUMS',
} as const;

export function weightsFile(trialId: string): string {
  return `members/${trialId}.safetensors`;
}

export function onnxFile(trialId: string): string {
  return `members/${trialId}.onnx`;
}
