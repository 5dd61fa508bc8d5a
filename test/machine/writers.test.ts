import { expect, inject, test } from 'vitest';
import { openSchema } from '../support/cratedb/schema.ts';
import { seededRandom } from '../support/dynamodb/random.ts';
import { livingRows, runWriters, writerHistory } from './writers.ts';

const WRITERS = 3;
const HISTORIES = 6;

test.each(['mark', 'tombstone'])(
  'histories of several writers, delete_mode: %s',
  { timeout: 240_000 },
  async (mode) => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
    const random = seededRandom(seed);
    await using schema = await openSchema(inject('cratedb'));
    const histories = Array.from({ length: HISTORIES }, (_, index) => writerHistory(seed + index, WRITERS));
    await runWriters(
      schema,
      histories,
      {
        TARGET_CRATEDB_DELETE_MODE: mode,
        TARGET_CRATEDB_BATCH_SIZE_ROWS: String(1 + random.int(4)),
        TARGET_CRATEDB_STATE_INTERVAL_SECONDS: '0',
        TARGET_CRATEDB_TABLE_OPTIONS: '{"*": {"shards": 1}}',
      },
      random,
    );
    for (const history of histories) {
      const rows = (await schema.rows(history.stream)).filter(
        (row) => (row._sdc_deleted_at ?? null) === null,
      );
      const living = Object.fromEntries(rows.map(({ id, v }) => [String(id), Number(v)]));
      expect(living, `SEED=${seed}, ${history.stream}`).toEqual(livingRows(history));
    }
  },
);
