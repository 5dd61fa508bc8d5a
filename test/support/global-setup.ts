import type { TestProject } from 'vitest/node';
import { startStandInProcess } from './stand-in-process/start.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** URL of the CrateDB that tests use: the one of CRATEDB_URL, else the embedded stand-in. */
    readonly cratedb: string;
    readonly cratedbIsReal: boolean;
  }
}

/** Starts the stand-in once for the whole run, unless CRATEDB_URL names a CrateDB. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.CRATEDB_URL;
  project.provide('cratedbIsReal', Boolean(given));
  if (given) {
    project.provide('cratedb', given);
    return async () => undefined;
  }
  const standIn = await startStandInProcess();
  project.provide('cratedb', standIn.url);
  return () => standIn.stop();
}
