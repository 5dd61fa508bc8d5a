import { relative } from 'node:path';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { PROJECT } from './programs/project.ts';

const SLOWEST = 10;

/** Ends the output with the slowest tests, and with one line that counts all tests, for whoever reads only the end. */
export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string): number => tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    console.log(`\nThe slowest tests, in seconds:\n${slowest(tests).join('\n')}\n`);
    const skipped = count('skipped');
    if (skipped > 0) console.log(`${skipped} skipped`);
    console.log(`${count('passed')} passed, ${count('failed') + broken + errors.length} failed`);
  }
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
