import { describe, expect, test } from 'vitest';
import { parseCommandLine } from './command-line.ts';
import type { ProgramSpec } from './spec.ts';

const spec: ProgramSpec = {
  name: 'tap',
  version: '1.2.3',
  description: 'A tap.',
  kind: 'tap',
  capabilities: [],
  settingsSchema: { type: 'object', additionalProperties: false, properties: {} },
  errors: { X_FAILED: { restart: 'later', cause: 'It is so.', remedy: 'Wait.' } },
  urls: [{ name: 'url', setting: 'url', form: 'where from' }],
  help: 'Examples: none.',
};

describe('a tap', () => {
  test.each([
    [[], { action: 'run', discover: false, test: undefined, catalog: undefined, state: undefined }],
    [
      ['--config', 'a', '--state', 's', '--config', 'b', '--discover'],
      { config: ['a', 'b'], state: 's', discover: true },
    ],
    [['--catalog', 'c', 'url'], { catalog: 'c', urls: ['url'] }],
    [['--test'], { test: 'all' }],
    [['--test', 'url'], { test: 'all', urls: ['url'] }],
    [['--test=schema', 'url'], { test: 'schema', urls: ['url'] }],
    [['url', '--test', 'schema'], { test: 'schema', urls: ['url'] }],
  ])('%j', (argv, expected) => {
    expect(parseCommandLine(spec, argv)).toMatchObject({ exitCode: 0, ...expected });
  });

  test('--help ends with what the program says of itself', () => {
    expect(parseCommandLine(spec, ['--help'])).toMatchObject({
      action: 'help',
      exitCode: 0,
      text: expect.stringMatching(/--discover[\s\S]*\nExamples: none\.\n$/),
    });
  });

  test.each([[['--nonsense']], [['--test=some']], [['a', 'b']], [['--input', 'x']], [['--state']]])(
    '%j is wrong usage',
    (argv) => {
      expect(parseCommandLine(spec, argv)).toMatchObject({ action: 'help', exitCode: 2 });
    },
  );
});

test('a target has no options of a tap', () => {
  const target = { ...spec, kind: 'target' } as const;
  expect(parseCommandLine(target, ['--input', 'x'])).toMatchObject({ exitCode: 0, input: 'x' });
  expect(parseCommandLine(target, ['--discover'])).toMatchObject({ exitCode: 2 });
});
