/**
 * The least that programs which read and write JSON spend: each line of a file is parsed by JSON.parse, and what the
 * lines of another file hold is written by JSON.stringify, and, with a third argument, to /dev/null. Arguments: the file
 * to parse, the file to write, `write`. Only that is counted in the usage: not the start, nor the reading of files.
 */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { USAGE_FILE, type Usage } from '../measure/usage.ts';

/** Lines that are handled between two looks at the clock. */
const CHUNK = 1_000;

const [parsedPath = '', writtenPath = '', wanted] = process.argv.slice(2);
const sink = wanted === 'write' ? openSync('/dev/null', 'w') : undefined;
let microseconds = 0;

const parsed = chunksOf(parsedPath);
const written = parsedPath === writtenPath ? undefined : chunksOf(writtenPath);
let values: unknown[] = [];
for (const lines of parsed) {
  counted(() => {
    values = lines.map((line) => JSON.parse(line));
  });
  if (written === undefined) counted(() => stringify(values));
}
for (const lines of written ?? []) {
  values = lines.map((line) => JSON.parse(line));
  counted(() => stringify(values));
}
if (sink !== undefined) closeSync(sink);

const path = process.env[USAGE_FILE];
// What measures the whole process has written its figure already.
process.once('exit', () => {
  if (path === undefined) return;
  const usage = JSON.parse(readFileSync(path, 'utf8')) as Usage;
  writeFileSync(path, JSON.stringify({ ...usage, cpuSeconds: microseconds / 1e6 }));
});

function stringify(objects: readonly unknown[]): void {
  const texts = objects.map((value) => JSON.stringify(value));
  if (sink !== undefined) writeSync(sink, `${texts.join('\n')}\n`);
}

function counted(work: () => void): void {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  microseconds += user + system;
}

/** The lines of a file, in chunks. */
function chunksOf(path: string): string[][] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const chunks: string[][] = [];
  for (let begin = 0; begin < lines.length; begin += CHUNK) chunks.push(lines.slice(begin, begin + CHUNK));
  return chunks;
}
