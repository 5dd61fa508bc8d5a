import type { TestProject } from 'vitest/node';
import { type CrateInUse, useCrate } from './cratedb/server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the CrateDB that tests use: the one of CRATEDB_URL, else the embedded stand-in. */
    readonly cratedb: string;
    readonly cratedbIsReal: boolean;
  }
}

declare global {
  /** The CrateDB of this run: the projects that need one share it. */
  var crateOfThisRun: Promise<CrateInUse> | undefined;
}

/** Starts the stand-in once for the whole run, unless CRATEDB_URL names a CrateDB. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  globalThis.crateOfThisRun ??= useCrate();
  const crate = await globalThis.crateOfThisRun;
  project.provide('cratedb', crate.url);
  project.provide('cratedbIsReal', crate.isReal);
  return async () => await crate[Symbol.asyncDispose]();
}
