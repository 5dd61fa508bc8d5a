import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, inject, test } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { PROJECT } from '../support/programs/project.ts';
import { BIN } from '../support/programs/run.ts';
import { load, rowsById } from './load.ts';
import { recordMessage, schemaMessage, stateMessage, textOf } from './messages.ts';

const NOW = Date.now() * 1_000;
const FUTURE = Date.parse('2255-01-01') * 1_000;
const SCHEMA = schemaMessage('orders', {
  id: 'string',
  v: 'integer',
  _sdc_sequence: 'integer',
  _sdc_deleted_at: { type: ['string', 'null'], format: 'date-time' },
});

const write = (id: string, v: number, version: number) =>
  recordMessage('orders', { id, v, _sdc_sequence: version });
const remove = (id: string, version: number) =>
  recordMessage('orders', { id, _sdc_sequence: version, _sdc_deleted_at: '2255-01-01T00:00:00Z' });

/** The statements of docs/operating.md, for this schema and time. */
function repair(schema: TestSchema): string[] {
  const text = readFileSync(join(PROJECT, 'docs/operating.md'), 'utf8');
  const blocks = [...text.matchAll(/<!-- repair -->\n\s*```sql\n([\s\S]*?)```/g)].map(
    ([, body = '']) => body,
  );
  return blocks
    .join('')
    .split(';')
    .map((sql) =>
      sql
        .trim()
        .replaceAll('"doc"', `"${schema.name}"`)
        .replaceAll('1795000000000000', String(NOW + 9e8)),
    )
    .filter((sql) => sql !== '');
}

test('rows and deletions with versions from the future are repaired as the document says, while a target runs', async () => {
  await using schema = await openSchema(inject('cratedb'));
  await using target = openProcess(BIN.target, [schema.url], {
    TARGET_CRATEDB_BATCH_WAIT_LIMIT_SECONDS: '0.1',
  });
  const send = async (state: number, lines: readonly object[]): Promise<void> => {
    target.write(textOf([...lines, stateMessage(state)]));
    while (!target.stdout().includes(`"n":${state}`)) await sleep(20);
  };
  await send(1, [SCHEMA, write('a', 1, FUTURE), write('b', 1, NOW), write('c', 1, NOW)]);
  await send(2, [remove('b', FUTURE), write('a', 2, NOW), write('b', 2, NOW + 1)]);
  expect(await rowsById(schema, 'orders')).toMatchObject({ a: { v: 1 }, c: { v: 1 } });

  const found = [];
  for (const sql of repair(schema)) found.push(...(await schema.query(sql)));
  expect(found.map(({ id, key_id }) => id ?? key_id)).toEqual(['a', 'b']);
  await send(3, [write('a', 3, NOW + 2), write('c', 3, NOW + 2)]);
  target.end();
  expect(await target.ended).toBe(0);

  // What was refused meanwhile comes again, from an older state.
  await load(schema, [SCHEMA, write('a', 2, NOW), write('b', 2, NOW + 1), write('a', 3, NOW + 2)]);
  expect(await rowsById(schema, 'orders')).toMatchObject({
    a: { v: 3, _sdc_sequence: NOW + 2 },
    b: { v: 2, _sdc_sequence: NOW + 1 },
    c: { v: 3 },
  });
});
