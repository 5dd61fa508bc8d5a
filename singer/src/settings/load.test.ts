import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadSettings, readConfigFiles, readRegularJson, type SettingsSources } from './load.ts';
import { type SettingsSchema, secretsIn } from './schema.ts';

const schema: SettingsSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    stream: { type: 'string' },
    port: { type: 'integer', minimum: 1 },
    follow: { type: 'boolean', default: false },
    tables: { type: 'array', items: { type: 'string' } },
    start: { type: 'string', enum: ['earliest', 'latest'], default: 'earliest' },
    password: { type: 'string', secret: true, writeOnly: true },
  },
};
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const load = (sources: Partial<SettingsSources>): Record<string, unknown> =>
  loadSettings('tap-x', schema, { files: [], environment: {}, overrides: {}, ...sources });

describe('loadSettings', () => {
  test('the command line wins over the environment, the environment over files, later files over earlier ones', async () => {
    const files = await readConfigFiles([
      file('a.json', { stream: 'a', port: 1, start: 'latest' }),
      'ENV',
      file('b.json', { stream: 'b', port: 2 }),
    ]);
    const environment = { TAP_X_PORT: '3', TAP_X_FOLLOW: '' };
    expect(load({ files, environment })).toEqual({ stream: 'b', port: 3, start: 'latest', follow: false });
    expect(load({ files, environment, overrides: { port: 4 } })).toMatchObject({ port: 4 });
  });

  test.each([
    ['TAP_X_FOLLOW', 'YES', { follow: true }],
    ['TAP_X_FOLLOW', '0', { follow: false }],
    ['TAP_X_PORT', '5432', { port: 5432 }],
    ['TAP_X_TABLES', '["a","b"]', { tables: ['a', 'b'] }],
    ['TAP_X_STREAM', '5', { stream: '5' }],
  ])('%s=%s', (variable, text, expected) => {
    expect(load({ environment: { [variable]: text } })).toMatchObject(expected);
  });

  test('nulls count as unset, and text of the right form as a number', () => {
    const files = [{ stream: null, port: '7' }];
    expect(load({ files })).toEqual({ port: 7, follow: false, start: 'earliest' });
  });

  test('every problem is reported at once, by name and without values', () => {
    const files = [{ Stream: 'secret-1', port: 0, start: 'middle', password: ['secret-2'] }];
    const environment = { TAP_X_TABLES: '["secret-3' };
    const message = faultOf(() => load({ files, environment }));
    expect(message).toContain('TAP_X_TABLES is not valid JSON');
    expect(message).toContain('"Stream" is not a setting; did you mean "stream"?');
    expect(message).toContain('"port" must be >= 1; it is the number 0');
    expect(message).toContain('"start" must be one of earliest, latest; it is text of 6 characters');
    expect(message).toContain('"password" must be of type string; it is an array of 1');
    expect(message).not.toContain('secret-');
  });

  test.each([
    ['missing.json', undefined],
    ['list.json', '[]'],
    ['broken.json', '{'],
  ])('%s cannot be read', async (name, content) => {
    const path = content === undefined ? join(folder, name) : file(name, content);
    await expect(readConfigFiles([path])).rejects.toThrow(`--config ${path} cannot be read`);
    expect(() => readRegularJson(path)).toThrow();
  });
});

test('secrets are those that the schema marks', () => {
  expect(secretsIn(schema, { stream: 'a', password: 'b' })).toEqual(['b']);
});

function faultOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
