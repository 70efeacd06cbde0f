import { writeSync } from 'node:fs';

/** Loaded before a measured program: tells on descriptor 3 what the process used, when it ends. */
process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const usage = { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakRssMib: maxRSS / 1024 };
  writeSync(3, JSON.stringify(usage));
});
