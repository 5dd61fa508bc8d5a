import { BIN, run } from '../../support/programs/run.ts';
import type { Bar, BenchCase, Run, Side } from '../case.ts';

const MAX_SECONDS = 0.3;

/** How long the programs take to say what they are; compared with a Node that does nothing. */
export const startUpCases: readonly BenchCase[] = [
  { name: 'start-up', title: 'Start-up', figure: 'ms', open: async () => ({ sides: sides(), bars: bars() }) },
];

function sides(): Side[] {
  return [
    side('tap --version', BIN.tap, ['--version']),
    side('tap --help', BIN.tap, ['--help']),
    side('target --version', BIN.target, ['--version']),
    side('target --help', BIN.target, ['--help']),
    { ...side('node, doing nothing', process.execPath, ['--eval', '0']), role: 'reference' },
  ];
}

function bars(): Bar[] {
  const versions = ['tap --version', 'target --version'];
  return versions.map((name) => ({ kind: 'seconds', side: name, most: MAX_SECONDS }));
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
