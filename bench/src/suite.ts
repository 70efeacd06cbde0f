/** What `npm run bench -- all` runs, one after the other: the table of bench/README.md. */
export const suite: readonly (readonly string[])[] = [
  ['train-step', '--backbone', 'resnet50', '--rounds', '24'],
  ['train-step', '--backbone', 'resnet50', '--size', '224', '--batch', '8', '--rounds', '20'],
  ['train-step', '--backbone', 'resnet50-torch', '--rounds', '20'],
  ['train-step', '--backbone', 'vgg16', '--rounds', '20'],
  ['train-step', '--backbone', 'mobilenet', '--rounds', '20'],
  ['train-step', '--backbone', 'efficientnet-b1', '--rounds', '20'],
  ['train-step', '--backbone', 'efficientnetv2-s', '--rounds', '20'],
  ['train-step', '--backbone', 'convnext-tiny', '--rounds', '20'],
  ['train-step', '--backbone', 'resnet50', '--precision', 'bfloat16', '--rounds', '20'],
  ['determinism', '--backbone', 'resnet50', '--rounds', '20'],
  ['checkpoint', '--backbone', 'resnet50'],
  ['profile', '--backbone', 'resnet50', '--rounds', '10'],
  ['predict', '--backbone', 'resnet50', '--rounds', '20'],
  ['fold', '--backbone', 'resnet50', '--rounds', '3'],
  ['fold', '--backbone', 'resnet50', '--steps', '1200', '--epochs', '10', '--rounds', '1'],
  ['startup', '--backbone', 'resnet50', '--rounds', '3'],
  ['dataset', '--size', '224'],
  ['input', '--size', '224', '--batch', '32', '--rounds', '6'],
];

/** Name of the file for the results of a command. */
export function resultName(args: readonly string[]): string {
  return `${args.map((arg) => arg.replace(/^--/, '')).join('-')}.json`;
}
