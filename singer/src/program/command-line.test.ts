import { describe, expect, test } from 'vitest';
import { about } from './about.ts';
import { parseCommandLine } from './command-line.ts';
import type { ProgramSpec } from './spec.ts';

const tap: ProgramSpec = {
  name: 'tap-x',
  version: '1.2.3',
  description: 'A tap',
  kind: 'tap',
  capabilities: ['state'],
  settingsSchema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      start: { type: 'string', enum: ['a', 'b'], default: 'a', description: 'Where | to begin.' },
      key: { type: 'string', secret: true, writeOnly: true, description: 'A secret.' },
    },
  },
  errors: { X_FAILED: { restart: 'later', cause: 'It is so.', remedy: 'Wait.' } },
  urls: [{ name: 'url', setting: 'source_url', form: 'x://HOST' }],
};
const target: ProgramSpec = { ...tap, name: 'target-x', kind: 'target' };

describe('parseCommandLine', () => {
  test('flags come in any order and together', () => {
    expect(
      parseCommandLine(tap, ['--state', 's.json', 'x://h', '--config', 'a', '--config', 'ENV']),
    ).toMatchObject({
      action: 'run',
      urls: ['x://h'],
      config: ['a', 'ENV'],
      state: 's.json',
    });
    expect(parseCommandLine(target, ['--input', 'i.jsonl'])).toMatchObject({
      action: 'run',
      input: 'i.jsonl',
    });
  });

  test('--version and --about win over running', () => {
    expect(parseCommandLine(tap, ['--version', '--config', 'a']).action).toBe('version');
    expect(parseCommandLine(tap, ['--about', '--format', 'markdown'])).toMatchObject({
      action: 'about',
      format: 'markdown',
    });
  });

  test('--help explains', () => {
    const help = parseCommandLine(tap, ['--help']);
    expect(help).toMatchObject({ action: 'help', exitCode: 0 });
    expect(help.text).toContain('x://HOST');
  });

  test.each([[['--nonsense']], [['--config']], [['a', 'b']], [['--format', 'pdf']]])(
    '%j is refused with exit code 2',
    (argv) => {
      const refused = parseCommandLine(tap, argv);
      expect(refused).toMatchObject({ action: 'help', exitCode: 2 });
      expect(refused.text).toContain('error:');
    },
  );
});

test('--about describes the program as JSON and as Markdown', () => {
  expect(JSON.parse(about(tap, 'json'))).toEqual({
    name: 'tap-x',
    description: 'A tap',
    version: '1.2.3',
    capabilities: ['state'],
    settings: tap.settingsSchema,
  });
  expect(about(tap, 'markdown')).toContain('| `start` | `a`, `b` | `"a"` | Where \\| to begin. |');
  expect(about(tap, 'markdown')).toContain('| `key` | string, secret |  | A secret. |');
});
