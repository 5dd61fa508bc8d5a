import type { TestProject } from 'vitest/node';
import { installTools } from './install.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the Python tools, one virtual environment each; empty when they cannot be had. */
    readonly python: string;
  }
}

/**
 * Installs the Python tools for the tests that run them. Where Python or the package index is out of reach those
 * tests are skipped, which is said loudly; with REQUIRE_PYTHON=1 it is a failure.
 */
export default async function setup(project: TestProject): Promise<(() => void) | undefined> {
  try {
    project.provide('python', await installTools());
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (process.env.REQUIRE_PYTHON === '1')
      throw new Error(`Python tools cannot be installed: ${reason}`, { cause: error });
    project.provide('python', '');
    const warn = (): void =>
      console.warn(
        `\n*** SKIPPED: all tests with Meltano, other Singer programs, MiniStack and moto. ${reason}\n`,
      );
    warn();
    return warn;
  }
}
