import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, test, vi } from 'vitest';
import { openSchema, type TestSchema } from '../support/cratedb/schema.ts';
import { openProcess } from '../support/programs/open-process.ts';
import { BIN, type Outcome, run, shell } from '../support/programs/run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { load, statesIn } from '../target/load.ts';
import { recordMessage, schemaMessage, stateMessage, stateOf, textOf } from '../target/messages.ts';

vi.setConfig({ testTimeout: 60_000 });

const NOWHERE = 'crate://crate@127.0.0.1:1/doc';
const SOURCE = 'kinesis+dynamodb+cdc://K:S@127.0.0.1:1/cdc?region=us-east-1';
const SCHEMA = schemaMessage('s', { id: 'integer' });

function makePipe(path: string): void {
  execFileSync('bash', ['-c', 'mkfifo "$0"', path]);
}

/** Files that a hostile tap may name: outside of the folder, or in it and no regular files. */
function traps(outside: string): { readonly folder: string; readonly manifests: Record<string, string> } {
  const folder = join(outside, 'batches');
  mkdirSync(folder);
  writeFileSync(join(outside, 'secret.jsonl'), '{"id":1}\n');
  symlinkSync('../secret.jsonl', join(folder, 'link.jsonl'));
  symlinkSync('..', join(folder, 'up'));
  symlinkSync('/dev/zero', join(folder, 'zero'));
  makePipe(join(folder, 'fifo'));
  const manifests = {
    'a file elsewhere': '/etc/passwd',
    'a path that leads out': join(folder, '../secret.jsonl'),
    'a URL that leads out': `${pathToFileURL(folder).href}/%2e%2e/secret.jsonl`,
    'a file that is not there, elsewhere': '/nonexistent',
    'a link that leads out': join(folder, 'link.jsonl'),
    'a folder that is a link': join(folder, 'up/secret.jsonl'),
    'a link to a device': join(folder, 'zero'),
    'a pipe': join(folder, 'fifo'),
    'the folder itself': folder,
  };
  return { folder, manifests };
}

async function loadBatch(schema: TestSchema, folder: string, manifest: string): Promise<Outcome> {
  const batch = { type: 'BATCH', stream: 's', encoding: { format: 'jsonl' }, manifest: [manifest] };
  const settings = {
    batch_folder: folder,
    on_bad_record: 'dead_letter',
    dead_letter_path: join(folder, 'dead.jsonl'),
  };
  return await load(schema, [SCHEMA, stateMessage(1), batch, stateMessage(2)], settings);
}

/** Opens a pipe to write to it, once somebody has opened it to read. */
async function openedToWrite(pipe: string): Promise<number> {
  let writer = -1;
  const open = (): void => {
    writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
  };
  await expect.poll(open, { timeout: 30_000 }).toBeUndefined();
  return writer;
}

describe.runIf(process.platform === 'linux')('a BATCH', () => {
  test('reads regular files of its folder only, and nothing of another one becomes a dead letter', async () => {
    await using schema = await openSchema(inject('cratedb'));
    using outside = temporaryFolder();
    const { folder, manifests } = traps(outside.path);
    for (const [what, manifest] of Object.entries(manifests)) {
      const outcome = await loadBatch(schema, folder, manifest);
      expect(outcome.code, what).toBe(1);
      expect(outcome.stderr, what).toMatch(
        /INPUT_INVALID: Line 3, .*(?:batch_folder|it is a (?:pipe|folder))/,
      );
      expect(statesIn(outcome), what).toEqual([stateOf(1)]);
      expect(readFileSync(join(folder, 'dead.jsonl'), 'utf8'), what).toBe('');
    }
    expect(await schema.rows('s')).toEqual([]);
  });
});

describe.runIf(process.platform === 'linux')('files that are none', () => {
  test.each([
    ['--config', '/dev/zero'],
    ['--state', '/dev/zero'],
    ['--catalog', '/dev/full'],
  ])('the tap refuses %s %s', async (option, path) => {
    const outcome = await run(BIN.tap, [SOURCE, option, path]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(new RegExp(`CONFIG_UNREADABLE: ${option} ${path} .*it is a device`));
  });

  test('the tap refuses a device as a dump', async () => {
    const outcome = await run(BIN.tap, ['file+dynamodb+cdc:///dev/zero']);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/FILE_UNREADABLE: .*it is a device/);
  });

  test.each([
    [['--config', '/dev/zero'], 'CONFIG_UNREADABLE'],
    [['--state-file', '/dev/full'], 'STATE_FILE_UNUSABLE'],
    [['--print-state', '--state-file', '/dev/zero'], 'STATE_FILE_UNUSABLE'],
    [['--input', '/dev/zero'], 'INPUT_UNREADABLE'],
  ])('the target refuses %j', async (args, code) => {
    const outcome = await run(BIN.target, [NOWHERE, ...args]);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(new RegExp(`${code}: .*it is a device`));
  });

  test.each([
    ['TAP_DYNAMODB_CDC_SCHEMAS', BIN.tap, [SOURCE], 'SCHEMAS_UNREADABLE', 1],
    ['TARGET_CRATEDB_SSL_CA', BIN.target, [], 'CONFIG_INVALID', 2],
  ])('a pipe is refused for %s', async (variable, program, args, code, exitCode) => {
    using folder = temporaryFolder();
    const pipe = join(folder.path, 'a.json');
    makePipe(pipe);
    const env = { [variable]: variable.endsWith('CA') ? pipe : folder.path };
    const outcome = await run(program, args, { env });
    expect(outcome.code).toBe(exitCode);
    expect(outcome.stderr).toMatch(new RegExp(`${code}: [\\s\\S]*it is a pipe`));
  });

  test.each([
    ['tap', [SOURCE, '--config', 'FILE']],
    ['tap', [SOURCE, '--state', 'FILE']],
    ['tap', [SOURCE, '--catalog', 'FILE']],
    ['target', [NOWHERE, '--config', 'FILE']],
    ['target', [NOWHERE, '--print-state', '--state-file', 'FILE']],
    ['target', [NOWHERE, '--input', 'FILE']],
    ['relay', [SOURCE, NOWHERE, '--max-restarts', '0', '--state-file', 'FILE']],
    ['relay', [SOURCE, NOWHERE, '--tap-config', 'FILE', '--state-file', 'FILE.state']],
    ['relay', [SOURCE, NOWHERE, '--target-config', 'FILE']],
  ] as const)('the %s reads no ten gigabytes of holes, and no folder: %j', async (program, args) => {
    using folder = temporaryFolder();
    const file = join(folder.path, 'sparse.json');
    writeFileSync(file, '');
    truncateSync(file, 10 * 2 ** 30);
    const argsOf = (path: string): string[] => args.map((arg) => arg.replace('FILE', path));
    // A heap that could not hold it.
    const env = { NODE_OPTIONS: '--max-old-space-size=256' };
    const [sparse, directory] = await Promise.all([
      run(BIN[program], argsOf(file), { env }),
      run(BIN[program], argsOf(folder.path), { env }),
    ]);
    expect(sparse.code).toBe(1);
    expect(sparse.stderr).toMatch(/it is larger than \d+ bytes|longer than \d+ bytes/);
    expect(directory.code).toBe(1);
    expect(directory.stderr).toContain('it is a folder');
  });

  test.each(['source_url_file', 'target_url_file', 'state_file'])(
    'the relay waits for no pipe of %s',
    async (name) => {
      using folder = temporaryFolder();
      const pipe = join(folder.path, 'fifo');
      makePipe(pipe);
      const env = {
        [`DYNAMODB_CDC_RELAY_${name.toUpperCase()}`]: pipe,
        DYNAMODB_CDC_RELAY_MAX_RESTARTS: '0',
      };
      const outcome = await run(BIN.relay, name === 'state_file' ? [SOURCE, NOWHERE] : [], { env });
      expect(outcome.code).toBe(name === 'state_file' ? 1 : 2);
      expect(outcome.stderr).toContain('it is a pipe, not a regular file');
    },
  );

  test('a pipe called .env is refused', async () => {
    using folder = temporaryFolder();
    makePipe(join(folder.path, '.env'));
    const outcome = await run(BIN.target, [NOWHERE], { cwd: folder.path });
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toMatch(/CONFIG_UNREADABLE: .*\.env.*it is a pipe/);
  });

  test.each([
    ['--state', BIN.tap, SOURCE],
    ['--input', BIN.target, NOWHERE],
    ['--config', BIN.target, NOWHERE],
  ])('a second SIGTERM ends a program that waits for the pipe of %s', async (option, program, url) => {
    using folder = temporaryFolder();
    const pipe = join(folder.path, 'fifo');
    makePipe(pipe);
    await using waiting = openProcess(program, [url, option, pipe], {});
    const writer = await openedToWrite(pipe);
    waiting.signal('SIGTERM');
    await expect.poll(() => waiting.stderr(), { timeout: 20_000 }).toContain('finishing');
    // Two signals within a second are one request, said twice.
    await sleep(1_100);
    waiting.signal('SIGTERM');
    expect(await waiting.ended).toBe(program === BIN.target && option === '--input' ? 0 : 130);
    closeSync(writer);
  });
});

test.runIf(process.platform === 'linux')('pipes are accepted for --config and --state', async () => {
  const script = `"$TAP" "$URL" --config <(echo '{"nonsense":1}') --state <(echo '{}')`;
  const outcome = await shell(script, { env: { TAP: BIN.tap, URL: SOURCE } });
  expect(outcome.stderr).toContain('"nonsense" is not a setting');
  const fromStdin = await shell(`echo '{"nonsense":1}' | "$TAP" "$URL" --config /dev/stdin`, {
    env: { TAP: BIN.tap, URL: SOURCE },
  });
  expect(fromStdin.stderr).toContain('"nonsense" is not a setting');
});

test('a link that is planted beside the state file is not followed', async () => {
  await using schema = await openSchema(inject('cratedb'));
  using folder = temporaryFolder();
  const [state, victim] = [join(folder.path, 'state.json'), join(folder.path, 'victim')];
  writeFileSync(victim, 'precious');
  symlinkSync(victim, `${state}.next`);
  const lines = textOf([SCHEMA, recordMessage('s', { id: 1 }), stateMessage(1)]);
  const outcome = await run(BIN.target, [schema.url, '--state-file', state], { stdin: lines });
  expect(outcome.code, outcome.stderr).toBe(0);
  expect(readFileSync(victim, 'utf8')).toBe('precious');
  expect(JSON.parse(readFileSync(state, 'utf8'))).toEqual(stateOf(1));
  symlinkSync(victim, join(folder.path, 'link.json'));
  const linked = await run(BIN.target, [schema.url, '--state-file', join(folder.path, 'link.json')], {
    stdin: lines,
  });
  expect(linked.stderr).toMatch(/STATE_FILE_UNUSABLE: .*it is a symbolic link/);
  expect(readFileSync(victim, 'utf8')).toBe('precious');
});
