import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, messages, run } from '../support/programs/run.ts';
import { hasPython, tool } from '../support/python/tool.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { rowsById } from '../target/load.ts';

const LINES = [
  '{"id":1,"name":"Ada","price":1.5,"tags":["a","b"],"address":{"zip":"1000"},"big":9007199254740993}',
  '{"id":2,"name":"Bob","price":2,"tags":[],"address":{"zip":null}}',
  '{"id":1,"name":"Ada B.","price":3.25,"tags":["c"],"address":{"zip":"2000"},"big":9007199254740995}',
];
const ROWS = {
  1: { name: 'Ada B.', price: 3.25, tags: ['c'], address: { zip: '2000' }, big: '9007199254740995' },
  2: { name: 'Bob', price: 2, tags: [], address: { zip: null } },
};

describe.runIf(hasPython)('another tap into this target', () => {
  test.each([
    ['RECORD messages', {}],
    ['BATCH messages', { encoding: { format: 'jsonl', compression: 'gzip' } }],
  ])('tap-jsonl, with %s', async (_, batch) => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    writeFileSync(join(folder.path, 'people.jsonl'), `${LINES.join('\n')}\n`);
    const settings = {
      path: join(folder.path, 'people.jsonl'),
      primary_keys: ['id'],
      stream_name: 'people',
      ...('encoding' in batch && {
        batch_config: { ...batch, storage: { root: `file://${folder.path}`, prefix: 'b-' }, batch_size: 2 },
      }),
    };
    writeFileSync(join(folder.path, 'config.json'), JSON.stringify(settings));
    const emitted = await run(tool('tap-jsonl'), ['--config', join(folder.path, 'config.json')]);
    expect(emitted.code, emitted.stderr).toBe(0);
    const batches = readdirSync(folder.path).filter((name) => name.startsWith('b-'));
    expect(batches).toHaveLength('encoding' in batch ? 2 : 0);
    const env = { TARGET_CRATEDB_BATCH_FOLDER: folder.path };
    const loaded = await run(BIN.target, [schema.url], { stdin: emitted.stdout, env });
    expect(loaded.code, loaded.stderr).toBe(0);
    expect(await rowsById(schema, 'people')).toMatchObject(ROWS);
    // The last STATE comes out as it went in.
    const state = messages(emitted.stdout, 'STATE').at(-1)?.value;
    expect(JSON.parse(loaded.stdout.trimEnd().split('\n').at(-1) ?? '')).toEqual(state);
  });
});
