/**
 * The least that programs which read and write JSON spend: every line of a file is parsed by JSON.parse, and what it holds
 * is written by JSON.stringify; with another file, what the lines of that one hold is written, to /dev/null. Only that is
 * counted in the usage: not the start, nor the reading of files. Arguments: the file to parse, and the one to write.
 */
import { openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { USAGE_FILE, type Usage } from '../measure/usage.ts';

/** Lines that are handled between two looks at the clock. */
const CHUNK = 1_000;

const [parsed = '', written] = process.argv.slice(2);
let microseconds = 0;

if (written === undefined) {
  for await (const lines of chunksOf(parsed))
    counted(() => {
      for (const line of lines) JSON.stringify(JSON.parse(line));
    });
} else {
  for await (const lines of chunksOf(parsed))
    counted(() => {
      for (const line of lines) JSON.parse(line);
    });
  const sink = openSync('/dev/null', 'w');
  for await (const lines of chunksOf(written)) {
    const values: unknown[] = lines.map((line) => JSON.parse(line));
    counted(() => {
      writeSync(sink, values.map((value) => `${JSON.stringify(value)}\n`).join(''));
    });
  }
}

const path = process.env[USAGE_FILE];
// What measures the whole process has written its figure before.
process.once('exit', () => {
  if (path === undefined) return;
  const usage = JSON.parse(readFileSync(path, 'utf8')) as Usage;
  writeFileSync(path, JSON.stringify({ ...usage, cpuSeconds: microseconds / 1e6 }));
});

function counted(work: () => void): void {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  microseconds += user + system;
}

/** The lines of a file, some at a time. */
async function* chunksOf(file: string): AsyncGenerator<string[]> {
  await using handle = await open(file);
  let lines: string[] = [];
  for await (const line of handle.readLines()) {
    if (lines.push(line) < CHUNK) continue;
    yield lines;
    lines = [];
  }
  yield lines;
}
