import { expect, test } from 'vitest';
import { type Connection, fromOneSource } from './one-source.ts';
import type { Given, SettingsSource } from './sources.ts';

const connection: Connection = {
  what: 'the connection',
  address: ['url', 'host'],
  parts: ['user', 'password', 'tls'],
  details: ['port'],
  files: {},
  isOpen: ({ url, password }) => url === 'default' && password === undefined,
  refusal: ({ password }) => (password === undefined ? 'refused' : undefined),
};

const NAMES = ['the command line', 'the environment', 'the files of --config', 'the file .env'] as const;

/** What comes of settings of the command line, the environment, files, and `.env`. */
function joined(...given: Given[]) {
  const sources = given.map((settings, index): SettingsSource => {
    return { name: NAMES[index] ?? 'the file .env', settings };
  });
  const { sources: kept, ...said } = fromOneSource(connection, sources);
  return { ...said, settings: kept.map(({ settings }) => settings) };
}

const GOOD = { url: 'prod', password: 'p' };

test.each<[string, Given[], Given[]]>([
  ['the command line wins', [GOOD, { host: 'evil', tls: 'off' }], [GOOD, {}]],
  ['the environment wins', [{}, GOOD, { host: 'evil' }, { url: 'evil', user: 'x' }], [{}, GOOD, {}, {}]],
  [
    'what does not belong to it stays',
    [GOOD, { host: 'evil', port: 1, other: 2 }],
    [GOOD, { port: 1, other: 2 }],
  ],
])('%s as a whole', (_, given, kept) => {
  const { settings, problems, notices } = joined(...given);
  expect(settings).toEqual(kept);
  expect(problems).toEqual([]);
  expect(notices[0]).toMatch(
    /^the connection: the settings of the (command line|environment) are used, those of the .* are not/,
  );
});

test.each<[string, ...Given[]]>([
  ['a password with an address of a more explicit source', { url: 'prod' }, { password: 'p' }],
  ['a password with an address of a less explicit source', {}, { password: 'p' }, { host: 'evil' }],
  [
    'a password with an address of .env',
    {},
    { user: 'u', password: 'p' },
    {},
    { host: 'evil', password: 'q' },
  ],
  ['encryption with an address of another source', GOOD, { tls: 'off' }],
  ['encryption of .env', {}, GOOD, {}, { tls: 'off' }],
  ['a port of .env', GOOD, {}, {}, { port: 1 }],
  ['a user and a password of two sources, without an address', {}, { user: 'u' }, { password: 'p' }],
  ['credentials of two sources for the default', { url: 'default' }, { user: 'u' }, { password: 'p' }],
])('%s is a mixture', (_, ...given) => {
  const { problems } = joined(...given);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/sets ".*: the connection must come from one source as a whole/);
});

test.each<[string, ...Given[]]>([
  ['credentials of one source for the default', { url: 'default' }, { user: 'u', password: 'p' }],
  ['no address at all', {}, {}, { user: 'u', password: 'p' }],
  ['the port of another source that somebody has named', GOOD, { port: 1 }],
  ['the same, said twice', {}, { ...GOOD, user: 'u' }, { password: 'p', user: 'u' }],
])('%s is none', (_, ...given) => {
  expect(joined(...given)).toMatchObject({ problems: [], notices: [] });
});

test('a file that was only found may have to hold all', () => {
  expect(joined({}, {}, {}, { host: 'h' }).problems).toEqual(['refused']);
  expect(joined({}, {}, {}, { host: 'h', password: 'p' }).problems).toEqual([]);
  expect(joined(GOOD, {}, {}, { host: 'h' }).problems).toEqual([]);
});
