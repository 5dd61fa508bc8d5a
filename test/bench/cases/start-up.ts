import { BIN, run } from '../../support/programs/run.ts';
import type { Bar, BenchCase, OpenCase, Run, Session, Side } from '../case.ts';
import { LoadedStream } from '../kinesis/loaded-stream.ts';
import type { Scope } from '../measure/scope.ts';

/** How long the programs take to say what they are, and for a run that finds next to nothing to do. */
const MAX_SECONDS = { version: 0.15, run: 0.5 };

/** Compared with a Node that does nothing. */
export const startUpCases: readonly BenchCase[] = [
  { name: 'start-up', title: 'Start-up', figure: 'ms', open: openCase },
];

async function openCase(session: Session, scope: Scope): Promise<OpenCase> {
  const { url } = scope.use(await LoadedStream.start(session, { shards: 1, records: 1 }));
  const versions = Object.entries(BIN).map(([name, command]) =>
    side(`${name} --version`, command, ['--version']),
  );
  const runs = [
    side('tap, a record', BIN.tap, [url]),
    side('target, no message', BIN.target, [session.crateUrl]),
  ];
  const relay = side('relay, a record', BIN.relay, [`${url}&once=true`, session.crateUrl]);
  const nothing: Side = {
    ...side('node, doing nothing', process.execPath, ['--eval', '0']),
    role: 'reference',
  };
  const bars = [...barsOf(versions, MAX_SECONDS.version), ...barsOf(runs, MAX_SECONDS.run)];
  return {
    sides: [...versions, side('target --help', BIN.target, ['--help']), ...runs, relay, nothing],
    bars,
  };
}

function barsOf(sides: readonly Side[], most: number): Bar[] {
  return sides.map(({ name }) => ({ kind: 'seconds', side: name, most }));
}

function side(name: string, command: string, args: readonly string[]): Side {
  return { name, role: 'measured', records: 1, run: () => timed(command, args) };
}

/** Without a look at its usage, which would take as long again. */
async function timed(command: string, args: readonly string[]): Promise<Run> {
  const began = performance.now();
  const { code, stderr } = await run(command, args);
  const seconds = (performance.now() - began) / 1000;
  if (code !== 0) throw new Error(`exit code ${code} of ${command}: ${stderr}`);
  return { seconds, usage: {} };
}
