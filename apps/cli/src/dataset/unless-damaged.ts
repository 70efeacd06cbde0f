import { AppError } from '@crossfold/contracts';

/** What is read; null where the object is gone, or is not what its key promises. */
export async function unlessDamaged<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    const isDamaged = error instanceof AppError && /^OBJECT_(MISSING|CORRUPT)$/.test(error.code);
    if (isDamaged) return null;
    throw error;
  }
}
