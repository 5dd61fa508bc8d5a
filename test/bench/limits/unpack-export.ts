/**
 * The limit of reading an export: its data files, some at a time, are unpacked, and each line is parsed. Arguments: the
 * folder of the files, and how many of them at a time.
 */
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

const [folder = '', atOnce = ''] = process.argv.slice(2);
const files = readdirSync(folder).values();
await Promise.all(Array.from({ length: Number(atOnce) }, readFiles));

async function readFiles(): Promise<void> {
  for (const file of files) await readFile(join(folder, file));
}

async function readFile(path: string): Promise<void> {
  let rest = '';
  for await (const chunk of pipeline(
    createReadStream(path),
    createGunzip({ chunkSize: 256 * 1024 }),
    () => undefined,
  )) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) JSON.parse(line);
  }
}
