import { count } from '../text/format.js';

/** What can be asked of all studies that are listed, as its buttons say it. */
export const bulkCommands = {
  pause: 'Pause',
  resume: 'Resume',
  retry: 'Try again',
  cancel: 'Cancel for good',
} as const;
export type BulkCommand = keyof typeof bulkCommands;

export function studiesText(number: number): string {
  return `${count(number)} ${number === 1 ? 'study' : 'studies'}`;
}
