import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject, type JsonObject, parseJson } from '@cdc-relay/singer';
import { describe, expect, test } from 'vitest';
import { shop } from '../meltano/scenario.ts';
import { readFixtures } from '../support/dynamodb/fixtures.ts';
import { BIN, messages, run } from '../support/programs/run.ts';
import { hasPython, tool } from '../support/python/tool.ts';
import type { Tool } from '../support/python/tool-sets.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { csvRows } from './csv.ts';

const RECORDS = [...readFixtures().map(({ record }) => record), ...shop(3, 60).records];

/** What the tap emits of all records, and the folder into which another target wrote it. */
async function throughTarget(
  folder: string,
  name: Tool,
  settings: object,
): Promise<Record<string, JsonObject[]>> {
  const dump = join(folder, 'dump.ndjson');
  writeFileSync(dump, RECORDS.map(({ data }) => `${Buffer.from(data).toString()}\n`).join(''));
  const config = join(folder, 'config.json');
  writeFileSync(config, JSON.stringify(settings));
  const emitted = await run(BIN.tap, [`file+dynamodb+cdc://${dump}`]);
  expect(emitted.code, emitted.stderr).toBe(0);
  const loaded = await run(tool(name), ['--config', config], { stdin: emitted.stdout, cwd: folder });
  expect(loaded.code, loaded.stderr).toBe(0);
  expect(parseJson(loaded.stdout.trimEnd().split('\n').at(-1) ?? '')).toHaveProperty('bookmarks');
  const byStream: Record<string, JsonObject[]> = {};
  for (const { stream, record } of messages(emitted.stdout, 'RECORD')) {
    const records = byStream[String(stream)] ?? [];
    byStream[String(stream)] = [...records, record as JsonObject];
  }
  return byStream;
}

describe.runIf(hasPython)('this tap into', () => {
  test('target-jsonl: every record, value by value', async () => {
    using folder = temporaryFolder();
    const settings = { destination_path: folder.path, do_timestamp_file: false };
    const emitted = await throughTarget(folder.path, 'target-jsonl', settings);
    for (const [stream, records] of Object.entries(emitted)) {
      const lines = readFileSync(join(folder.path, `${stream}.jsonl`), 'utf8')
        .trimEnd()
        .split('\n');
      expect(lines.map((line) => JSON.parse(line))).toEqual(records);
    }
    expect(readdirSync(folder.path).filter((name) => name.endsWith('.jsonl'))).toHaveLength(
      Object.keys(emitted).length,
    );
  });

  // It refuses records with properties that their SCHEMA does not list.
  test('target-csv: every record, with its plain values and deletions', async () => {
    using folder = temporaryFolder();
    const settings = {
      output_path: folder.path,
      file_naming_scheme: '{stream_name}.csv',
      add_record_metadata: true,
    };
    const emitted = await throughTarget(folder.path, 'target-csv', settings);
    for (const [stream, records] of Object.entries(emitted)) {
      const rows = csvRows(readFileSync(join(folder.path, `${stream}.csv`), 'utf8'));
      expect(rows).toHaveLength(records.length);
      rows.forEach((row, index) => {
        const { _sdc_sequence: _, _sdc_deleted_at: deleted, ...record } = records[index] ?? {};
        expect(row).toMatchObject(inPython(record));
        expect(timeOf(row._sdc_deleted_at)).toBe(timeOf(deleted));
      });
    }
  });
});

/** The plain values of a record, as Python writes them into a CSV file. */
function inPython(record: JsonObject): Record<string, string> {
  const plain = Object.entries(record).filter(([, value]) => !Array.isArray(value) && !isJsonObject(value));
  return Object.fromEntries(plain.map(([name, value]) => [name, textInPython(value)]));
}

function textInPython(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value === null ? '' : String(value);
}

function timeOf(text: unknown): number | undefined {
  return typeof text === 'string' && text !== '' ? Date.parse(text) : undefined;
}
