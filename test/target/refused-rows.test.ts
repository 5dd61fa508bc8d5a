import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load, statesIn } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf } from './messages.ts';

/** A table with a rule that two of forty rows break: only CrateDB itself knows it. */
async function withRule(schema: TestSchema, key: string): Promise<object[]> {
  await schema.query(`CREATE TABLE "${schema.name}"."s" ("id" BIGINT${key}, "v" BIGINT CHECK ("v" < 100))`);
  const records = Array.from({ length: 40 }, (_, id) =>
    recordMessage('s', { id, v: id % 19 === 7 ? 1000 + id : 1 }),
  );
  return [...records, stateMessage(1)];
}

async function ids(schema: TestSchema): Promise<number[]> {
  return (await schema.rows('s')).map(({ id }) => Number(id)).sort((a, b) => a - b);
}

const GOOD = Array.from({ length: 40 }, (_, id) => id).filter((id) => id % 19 !== 7);

describe.runIf(inject('cratedbIsReal'))('rows that CrateDB refuses', () => {
  test.each([
    ['with a key', ' PRIMARY KEY', ['id']],
    ['without one', '', []],
  ])('end the target after all others were written, %s', async (_, key, keys) => {
    await using schema = await openSchema(inject('cratedb'));
    const lines = await withRule(schema, key);
    const outcome = await load(schema, [schemaMessage('s', { id: 'integer', v: 'integer' }, keys), ...lines]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain('ROW_REFUSED');
    expect(outcome.stderr).toMatch(/does not accept 2 of the rows, the first of line 9 with the key .*CHECK/);
    expect(statesIn(outcome)).toEqual([]);
    expect(await ids(schema)).toEqual(GOOD);
  });

  test('go to the dead letters where that is wanted', async () => {
    await using schema = await openSchema(inject('cratedb'));
    using folder = temporaryFolder();
    const lines = await withRule(schema, ' PRIMARY KEY');
    const path = join(folder.path, 'dead.jsonl');
    const settings = { on_bad_record: 'dead_letter', dead_letter_path: path };
    const outcome = await load(
      schema,
      [schemaMessage('s', { id: 'integer', v: 'integer' }), ...lines],
      settings,
    );
    expect(outcome.code, outcome.stderr).toBe(0);
    expect(statesIn(outcome)).toEqual([stateOf(1)]);
    expect(await ids(schema)).toEqual(GOOD);
    const letters = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(letters.map(({ line }) => line)).toEqual([9, 28]);
    expect(letters[0]).toMatchObject({ stream: 's', reason: expect.stringContaining('CHECK') });
  });
});

test.runIf(inject('cratedbIsReal'))('missing privileges of the user are reported at once', async () => {
  await using schema = await openSchema(inject('cratedb'));
  const user = `user_${schema.name}`;
  await schema.query(`CREATE USER "${user}"`);
  try {
    const lines = [schemaMessage('s', { id: 'integer' }), recordMessage('s', { id: 1 })];
    const outcome = await load({ ...schema, url: schema.url.replace('//crate@', `//${user}@`) }, lines);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/CRATEDB_(?:DENIED|LOGIN_REFUSED|REFUSED): [\s\S]*\n {2}.*GRANT DQL/);
  } finally {
    await schema.query(`DROP USER "${user}"`);
  }
});
