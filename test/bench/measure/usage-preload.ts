/** Loaded into the programs under measurement by `--import`: writes down what the process used when it ends. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { peakKilobytes, USAGE_FILE, type Usage } from './usage.ts';

const STATUS = '/proc/self/status';
const path = process.env[USAGE_FILE];

if (path !== undefined) process.once('exit', () => writeFileSync(path, JSON.stringify(usage())));

function usage(): Usage {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const peak = existsSync(STATUS) ? peakKilobytes(readFileSync(STATUS, 'utf8')) : undefined;
  return { cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMegabytes: ((peak ?? maxRSS) * 1024) / 1e6 };
}
