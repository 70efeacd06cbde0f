import { AppError } from '@crossfold/contracts';

const remedy =
  'A worker token reads what trials need, and writes attempts of its own workers alone.';

/** @throws AppError FORBIDDEN */
export function refuse(expected: string, got: string): never {
  throw new AppError('FORBIDDEN', `expected ${expected}, got ${shorten(got)}`, { remedy });
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
