import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonValue } from '@cdc-relay/singer';
import { describe, expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { BIN, messages, type Outcome, shell } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { sourceOf } from '../tap/hostile-source.ts';
import { plainRecord } from '../tap/plain-records.ts';
import { bookmarksIn } from '../tap/reading/source.ts';
import { rowsById, statesIn } from '../target/load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf, textOf } from '../target/messages.ts';

const SCHEMA = schemaMessage('s', { id: 'integer' });
const record = (id: unknown): object => recordMessage('s', { id });

/** Runs a command that cannot make files longer than 4 KiB, as on a full disk; the signal for it is ignored. */
async function runLimited(command: string, env: Record<string, string>, stdin = ''): Promise<Outcome> {
  return await shell(`trap '' XFSZ; ulimit -f 4; ${command}`, { env, stdin });
}

/** A file that has reached the limit. */
function fullFile(folder: string): string {
  const path = join(folder, 'dead.jsonl');
  writeFileSync(path, `${' '.repeat(4095)}\n`, { mode: 0o600 });
  return path;
}

describe.runIf(process.platform === 'linux')('a disk that is full', () => {
  test('for dead letters ends the target; no STATE passes the bad record', async () => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const lines = [SCHEMA, record(1), stateMessage(1), record('bad'), record(2), stateMessage(2)];
    const outcome = await runLimited(
      '"$TARGET" "$URL"',
      {
        TARGET: BIN.target,
        URL: schema.url,
        TARGET_CRATEDB_ON_BAD_RECORD: 'dead_letter',
        TARGET_CRATEDB_DEAD_LETTER_PATH: fullFile(folder.path),
      },
      textOf(lines),
    );
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/DEAD_LETTER_FAILED: .*(?:EFBIG|too large)/i);
    expect(statesIn(outcome).at(-1) ?? stateOf(1)).toEqual(stateOf(1));
  });

  test('for dead letters ends the tap; no bookmark passes the bad record', async () => {
    using folder = temporaryFolder();
    await using source = await sourceOf([
      plainRecord(),
      { partitionKey: 'x', data: 'no change record' },
      plainRecord(),
    ]);
    const outcome = await runLimited('"$TAP" "$URL"', {
      TAP: BIN.tap,
      URL: source.url,
      TAP_DYNAMODB_CDC_ON_BAD_RECORD: 'dead_letter',
      TAP_DYNAMODB_CDC_DEAD_LETTER_PATH: fullFile(folder.path),
    });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/DEAD_LETTER_FAILED: .*(?:EFBIG|too large)/i);
    const state = messages(outcome.stdout, 'STATE').at(-1)?.value;
    expect(
      Object.values(bookmarksIn(state as JsonValue)).filter((bookmark) => /^\d+$/.test(String(bookmark))),
    ).toEqual([]);
  });

  test('for the state file ends the target; the state before it stays whole', async () => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const large = { type: 'STATE', value: { bookmarks: { text: 'x'.repeat(10_000) } } };
    const env = { TARGET: BIN.target, URL: schema.url, FILE: join(folder.path, 'state.json') };
    const lines = textOf([SCHEMA, record(1), stateMessage(1), record(2), large]);
    const outcome = await runLimited('"$TARGET" "$URL" --state-file "$FILE"', env, lines);
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
