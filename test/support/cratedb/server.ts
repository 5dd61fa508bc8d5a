import { startStandInProcess } from './stand-in-process.ts';

/** The CrateDB to run against. */
export interface CrateInUse extends AsyncDisposable {
  readonly url: string;
  /** False for the stand-in. */
  readonly isReal: boolean;
}

/** Uses the CrateDB that CRATEDB_URL names; without it, starts the embedded stand-in. */
export async function useCrate(): Promise<CrateInUse> {
  const given = process.env.CRATEDB_URL;
  if (given) return { url: given, isReal: true, [Symbol.asyncDispose]: async () => undefined };
  const standIn = await startStandInProcess();
  return { url: standIn.url, isReal: false, [Symbol.asyncDispose]: () => standIn.stop() };
}
