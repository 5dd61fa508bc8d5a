/**
 * Measures the memory of the target while it loads many records (RECORDS, one million) into a CrateDB whose answers come
 * late (DELAY_MS, 200). Prints the peak of its resident memory and fails above 256 MB. Linux only; compile first:
 *   CRATEDB_URL=… node test/dist/target/memory.js
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { crateServer } from '../support/cratedb/connection.ts';
import { openSchema } from '../support/cratedb/schema.ts';
import { useCrate } from '../support/cratedb/server.ts';
import { peakResidentMb } from '../support/programs/resident-memory.ts';
import { BIN } from '../support/programs/run.ts';
import { startProxy } from '../support/proxy/tcp-proxy.ts';
import { recordMessage, schemaMessage, stateMessage, textOf } from './messages.ts';

const LIMIT_MB = 256;
const LINES = 1000;
const records = Number(process.env.RECORDS ?? 1_000_000);

await using crate = await useCrate();
await using schema = await openSchema(crate.url);
await using proxy = await startProxy(crateServer(crate.url), Number(process.env.DELAY_MS ?? 200));
const target = spawn(BIN.target, [`postgresql://crate@127.0.0.1:${proxy.port}/${schema.name}`], {
  env: { PATH: process.env.PATH ?? '' },
  stdio: ['pipe', 'ignore', 'inherit'],
});
const ended = once(target, 'close');
const began = performance.now();
let peak = 0;
const send = async (text: string): Promise<void> => {
  if (!target.stdin.write(text)) await once(target.stdin, 'drain');
  peak = Math.max(peak, peakResidentMb(target.pid));
};

const properties = { id: 'string', n: 'integer', text: 'string', _sdc_sequence: 'integer' };
await send(
  textOf([schemaMessage('many', { ...properties, tags: { type: 'array' }, info: { type: 'object' } })]),
);
for (let from = 0; from < records; from += LINES) {
  const lines = Array.from({ length: LINES }, (_, index) => recordOf(from + index));
  await send(textOf([...lines, stateMessage(from)]));
}
target.stdin.end();
const watch = setInterval(() => {
  peak = Math.max(peak, peakResidentMb(target.pid));
}, 50);
const [code] = (await ended) as [number | null];
clearInterval(watch);
const seconds = ((performance.now() - began) / 1000).toFixed(1);
await schema.query(`REFRESH TABLE "${schema.name}"."many"`);
const [{ rows } = {}] = await schema.query(`SELECT count(*) AS rows FROM "${schema.name}"."many"`);
console.log(JSON.stringify({ code, records, rows: Number(rows), seconds, peakMb: peak }));
process.exitCode = code === 0 && Number(rows) === records && peak < LIMIT_MB ? 0 : 1;

/** About 600 bytes. */
function recordOf(n: number): object {
  const info = { city: 'Berlin', zip: String(10_000 + (n % 1000)), place: { lat: 52.5, lon: 13.4 } };
  const text = `${n} `.repeat(50).slice(0, 400);
  return recordMessage('many', { id: `key-${n}`, n, text, tags: ['a', 'b'], info, _sdc_sequence: n + 1 });
}
