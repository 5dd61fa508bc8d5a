import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, shell } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { tapOver } from '../tap/hostile-source.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { bookmarksIn } from '../tap/reading/source.ts';
import { load, rowsById, statesIn } from '../target/load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf, textOf } from '../target/messages.ts';

const SCHEMA = schemaMessage('s', { id: 'integer' });
const record = (id: unknown): object => recordMessage('s', { id });

describe.runIf(process.platform === 'linux')('a disk that is full', () => {
  test('for dead letters ends the target; no STATE passes the bad record', async () => {
    await using schema = await openSchema(inject('cratedb'));
    const lines = [SCHEMA, record(1), stateMessage(1), record('bad'), record(2), stateMessage(2)];
    const settings = { on_bad_record: 'dead_letter', dead_letter_path: '/dev/full' };
    const outcome = await load(schema, lines, settings);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/DEAD_LETTERS_UNWRITABLE: .*ENOSPC/);
    expect(statesIn(outcome).at(-1) ?? stateOf(1)).toEqual(stateOf(1));
  });

  test('for dead letters ends the tap; no bookmark passes the bad record', async () => {
    const records = [plainRecord(), { partitionKey: 'x', data: 'no change record' }, plainRecord()];
    const run = await tapOver(records, { on_bad_record: 'dead_letter', dead_letter_path: '/dev/full' });
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(/DEAD_LETTER_FAILED: .*ENOSPC/);
    expect(
      Object.values(bookmarksIn(run.state)).filter((bookmark) => /^\d+$/.test(String(bookmark))),
    ).toEqual([]);
  });

  test('for the state file ends the target; the state before it stays whole', async () => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const large = { type: 'STATE', value: { bookmarks: { text: 'x'.repeat(10_000) } } };
    // Files of more than 4 KiB cannot be written, as on a full disk; the signal for it is ignored.
    const script = `trap '' XFSZ; ulimit -f 4; "$TARGET" "$URL" --state-file state.json`;
    const env = { TARGET: BIN.target, URL: schema.url };
    const outcome = await shell(script, {
      env,
      cwd: folder.path,
      stdin: textOf([SCHEMA, record(1), stateMessage(1), record(2), large]),
    });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/STATE_FILE_UNUSABLE: .*(?:EFBIG|too large)/i);
    expect(statesIn(outcome).at(-1) ?? stateOf(1)).toEqual(stateOf(1));
    const files = readdirSync(folder.path);
    expect(files.filter((name) => name !== 'state.json')).toEqual([]);
    if (files.length > 0)
      expect(JSON.parse(readFileSync(join(folder.path, 'state.json'), 'utf8'))).toEqual(stateOf(1));
    expect(Object.keys(await rowsById(schema, 's')).sort()).toEqual(['1', '2']);
  });
});
