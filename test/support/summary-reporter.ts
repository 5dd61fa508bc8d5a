import { relative } from 'node:path';
import { inspect } from 'node:util';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { PROJECT } from './programs/project.ts';

const SLOWEST = 10;
/** Of an error, so that the end of the output stays short. */
const LINES = 6;
const CHARACTERS = 800;

/** Ends the output with the slowest tests, those that failed and why, and one line that counts all, for whoever reads only the end. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    console.log(`\nThe slowest tests, in seconds:\n${slowest(tests).join('\n')}\n`);
    for (const line of [...failures(tests), ...faults(modules, errors)]) console.log(line);
    const skipped = count('skipped');
    if (skipped > 0) console.log(`${skipped} skipped`);
    console.log(`${count('passed')} passed, ${count('failed') + broken + errors.length} failed`);
  }
}

function failures(tests: readonly TestCase[]): string[] {
  return tests.flatMap((test) => {
    const { errors } = test.result();
    return (errors ?? []).map((error) => `FAILED ${lineOf(test)}\n    ${firstLines(error.message)}`);
  });
}

function faults(modules: readonly TestModule[], errors: readonly unknown[]): string[] {
  const ofModules = modules.flatMap((module) =>
    module
      .errors()
      .map((error) => `FAILED ${relative(PROJECT, module.moduleId)}\n    ${firstLines(error.message)}`),
  );
  return [...ofModules, ...errors.map((error) => `FAILED outside a test\n    ${firstLines(inspect(error))}`)];
}

function firstLines(text: string): string {
  return text.split('\n').slice(0, LINES).join('\n    ').slice(0, CHARACTERS);
}

function slowest(tests: readonly TestCase[]): string[] {
  const seconds = (test: TestCase): number => (test.diagnostic()?.duration ?? 0) / 1000;
  return [...tests]
    .sort((a, b) => seconds(b) - seconds(a))
    .slice(0, SLOWEST)
    .map((test) => `${seconds(test).toFixed(1).padStart(6)}  ${lineOf(test)}`);
}

function lineOf(test: TestCase): string {
  return `${relative(PROJECT, test.module.moduleId)}: ${test.fullName}`;
}
