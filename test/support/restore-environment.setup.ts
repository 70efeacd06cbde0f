import { afterAll, vi } from 'vitest';

// Files share processes: what one has put into the environment is none of the next one's.
afterAll(() => void vi.unstubAllEnvs());
