import { describe, expect, inject, test } from 'vitest';
import { startMiniStack } from '../support/python/emulator.ts';
import { hasPython } from '../support/python/tool.ts';
import { injectIntoRows } from '../verify/faults.ts';
import { found, runVerify } from '../verify/run-verify.ts';
import { GONE, startLoad, TABLE } from '../verify/under-load.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
/** More than one prints what each run has found. */
const CLEAN_RUNS = Number(process.env.CLEAN_RUNS ?? 1);

describe.runIf(hasPython)(
  'verify while two writers change the same items of MiniStack, and the relay runs',
  () => {
    test(`reports exactly the faults, repairs them, and finds none in ${CLEAN_RUNS} runs more (SEED=${seed})`, {
      timeout: 300_000 + CLEAN_RUNS * 300_000,
    }, async () => {
      await using emulator = await startMiniStack();
      await using load = await startLoad(emulator, inject('cratedb'), seed);
      const { source, schema, env, writers } = load;
      const verify = (...options: string[]) => runVerify(source, schema.url, options, env);
      const expected = await injectIntoRows(schema, TABLE, GONE);
      const repaired = await verify('--repair', '--values');
      expect(found(repaired), repaired.log).toEqual(expected);
      expect(repaired.report).toMatchObject({ repaired: expected.length });
      for (let run = 1; run <= CLEAN_RUNS; run += 1) {
        const before = writers.changes();
        const clean = await verify('--values');
        expect(found(clean), `run ${run}: ${JSON.stringify(clean.report)}`).toEqual([]);
        expect(clean.report.equal).toBeGreaterThan(0);
        expect(writers.changes()).toBeGreaterThan(before);
        const { suspected, undecided, seconds } = clean.report;
        if (CLEAN_RUNS > 1) console.log(JSON.stringify({ run, suspected, undecided, seconds }));
      }
    });
  },
);
