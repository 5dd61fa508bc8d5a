/**
 * Measures the memory of the tap while it reads many records (RECORDS, one million) and the reader of its stdout is
 * slow (MIB_PER_SECOND, 20). Prints the peak of its resident memory and fails above 200 MB. Linux only; compile first:
 *   node test/dist/tap/memory.js
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { startHostileProcess } from '../support/kinesis/generated/process.ts';
import { peakResidentMb } from '../support/programs/resident-memory.ts';
import { BIN } from '../support/programs/run.ts';
import { USER_INFO } from '../support/programs/secrets.ts';

const SHARDS = 4;
const LIMIT_MB = 200;
const records = Number(process.env.RECORDS ?? 1_000_000);
const bytesPerMs = (Number(process.env.MIB_PER_SECOND ?? 20) * 1024 * 1024) / 1000;

await using kinesis = await startHostileProcess({
  streamName: 'cdc',
  shards: SHARDS,
  recordsPerShard: records / SHARDS,
  pageSize: 1_000,
});
const source = `kinesis+dynamodb+cdc://${USER_INFO}@127.0.0.1:${kinesis.port}/cdc?region=us-east-1`;
const tap = spawn(process.execPath, [BIN.tap, source], {
  env: { PATH: process.env.PATH ?? '' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(tap, 'close');
let peak = 0;
const began = performance.now();
let bytes = 0;
let lines = 0;
for await (const chunk of tap.stdout as AsyncIterable<Buffer>) {
  bytes += chunk.length;
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines += 1;
  peak = Math.max(peak, peakResidentMb(tap.pid));
  const early = bytes / bytesPerMs - (performance.now() - began);
  if (early > 1) await sleep(early);
}
const [code] = (await ended) as [number | null];
const seconds = ((performance.now() - began) / 1000).toFixed(1);
console.log(
  JSON.stringify({ code, records, lines, mib: Math.round(bytes / 1024 / 1024), seconds, peakMb: peak }),
);
process.exitCode = code === 0 && lines > records && peak < LIMIT_MB ? 0 : 1;
