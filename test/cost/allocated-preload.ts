/**
 * Loaded into a program by `--import`: counts the bytes that it allocates on the heap, garbage included, and writes them
 * down when it ends. V8 samples one allocation in this many bytes, so that the count is good to a few percent.
 */
import { writeFileSync } from 'node:fs';
import { type HeapProfiler, Session } from 'node:inspector';
import { ALLOCATED_FILE } from './allocated.ts';

const path = process.env[ALLOCATED_FILE];
const session = new Session();
session.connect();
const options = {
  samplingInterval: 16_384,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
};
session.post('HeapProfiler.startSampling', options);

process.once('exit', () => {
  session.post('HeapProfiler.stopSampling', (_, { profile }) => {
    if (path !== undefined) writeFileSync(path, String(sum(profile.head)));
  });
});

function sum({ selfSize, children }: HeapProfiler.SamplingHeapProfileNode): number {
  return children.reduce((bytes, child) => bytes + sum(child), selfSize);
}
