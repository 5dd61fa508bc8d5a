import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BIN, run } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { sourceOf, tapOver } from './hostile-source.ts';
import { plainRecord } from './plain-records.ts';
import { runTap } from './run-tap.ts';

/** The status line after an erased line (ECMA-48). */
const STATUS = '\r\u001b[K3 records, ';

test('metrics report records and bytes by stream and shard, and the lag', async () => {
  const records = [plainRecord(), plainRecord({ table: 'customers' }), plainRecord()];
  const { stderr } = await tapOver(records);
  const metrics = [...stderr.matchAll(/METRIC: (.*)/g)].map((match) => JSON.parse(match[1] ?? ''));
  const bytes = records.reduce((sum, { data }) => sum + data.length, 0);
  const shard = 'shardId-000000000000';
  expect(metrics).toEqual(
    expect.arrayContaining([
      { type: 'counter', metric: 'record_count', value: 2, tags: { stream: 'orders' } },
      { type: 'counter', metric: 'record_count', value: 1, tags: { stream: 'customers' } },
      { type: 'counter', metric: 'shard_record_count', value: 3, tags: { shard } },
      { type: 'counter', metric: 'shard_bytes', value: bytes, tags: { shard } },
      { type: 'gauge', metric: 'millis_behind_latest', value: 0, tags: { shard } },
    ]),
  );
});

describe('the status line', () => {
  const records = [plainRecord(), plainRecord(), plainRecord()];

  test.runIf(process.platform === 'linux')('is on a terminal', async () => {
    using folder = temporaryFolder();
    await using source = await sourceOf(records);
    // stdout stays a pipe, as for a target; stderr is the terminal that `script` makes.
    const command = `'${process.execPath}' '${BIN.tap}' '${source.url}' > '${join(folder.path, 'out')}'`;
    const { code, stdout } = await run('script', ['-qec', command, '/dev/null']);
    expect(code).toBe(0);
    expect(stdout).toContain(STATUS);
    expect(stdout.split('\r\u001b[K').at(-1)).not.toContain('3 records');
  });

  test('is not where stderr is none', async () => {
    expect((await tapOver(records)).stderr).not.toContain('\u001b');
  });
});

test('logs are JSON lines where SINGER_SDK_LOG_CONFIG asks for them', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'log.json');
  const formatter = { '()': 'singer_sdk.logging.StructuredFormatter' };
  writeFileSync(path, JSON.stringify({ formatters: { structured: formatter }, root: { level: 'INFO' } }));
  await using source = await sourceOf([plainRecord()]);
  const { stderr } = await runTap([source.url], { environment: { SINGER_SDK_LOG_CONFIG: path } });
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({
    level: 'info',
    app_name: 'tap-dynamodb-cdc',
    message: expect.any(String),
  });
});
