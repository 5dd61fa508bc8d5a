import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect, test, vi } from 'vitest';

// Starting takes two seconds of processor time, however long that is on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Compiled, as programs run it. */
const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));

const endings: readonly [string, (child: ChildProcess) => void][] = [
  ['SIGTERM', (child) => child.kill('SIGTERM')],
  ['SIGINT', (child) => child.kill('SIGINT')],
  ['the end of its stdin', (child) => child.stdin?.end()],
];

test.each(endings)('prints its port, serves clients, and ends by %s', async (_, end) => {
  const child = spawn(process.execPath, [MAIN], { stdio: ['pipe', 'pipe', 'ignore'] });
  const exit = once(child, 'exit');
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { port } = JSON.parse(line) as { port: number };
    const client = new pg.Client(`postgresql://crate@127.0.0.1:${port}/doc`);
    client.on('error', () => undefined);
    await client.connect();
    expect((await client.query('SELECT 1 AS "one"')).rows).toEqual([{ one: 1 }]);
    end(child);
    expect(await exit).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});
