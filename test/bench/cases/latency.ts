import { openSchema } from '../../support/cratedb/schema.ts';
import { startKinesisLocal } from '../../support/kinesis/kinesis-local.ts';
import { openProcess } from '../../support/programs/open-process.ts';
import { BIN } from '../../support/programs/run.ts';
import type { Bar, BenchCase, OpenCase, Session, Side } from '../case.ts';
import { latencies, type Trickle } from '../latency/trickle.ts';
import type { Scope } from '../measure/scope.ts';
import { percentile } from '../report/statistics.ts';

const STREAM = 'latency';
const SHARDS = 2;

/** Changes a second, and how many changes a run has. */
const RATES = [
  { rate: 1, count: 20 },
  { rate: 100, count: 500 },
];

/** What has to be reached at each rate, in seconds. */
const BARS = [
  { part: 50, most: 0.5 },
  { part: 95, most: 1 },
];

/** From a change's way into Kinesis to its row in CrateDB, through the relay as it is without any settings. */
export const latencyCases: readonly BenchCase[] = [
  { name: 'latency', title: 'Latency: from put to row by key', figure: 'ms', open: openCase },
];

async function openCase({ crateUrl, signal }: Session, scope: Scope): Promise<OpenCase> {
  const kinesis = scope.use(await startKinesisLocal({ streams: { [STREAM]: SHARDS } }));
  const schema = scope.use(await openSchema(crateUrl));
  const { host } = new URL(kinesis.endpoint);
  const source = `kinesis+dynamodb+cdc://test:test@${host}/${STREAM}?region=us-east-1`;
  scope.use(openProcess(BIN.relay, [source, schema.url], {}));
  const trickle = { client: kinesis.client(), stream: STREAM, schema, signal };
  // The relay's start and the making of the table are not meant.
  await latencies(trickle, 1, 1);
  return { sides: RATES.flatMap((one) => sidesOf(trickle, one)), bars: RATES.flatMap(barsOf) };
}

type Rate = (typeof RATES)[number];

/** A side for each percentile; the first one measures for all. */
function sidesOf(trickle: Trickle, { rate, count }: Rate): Side[] {
  let seconds: number[] = [];
  return BARS.map(({ part }, index) => ({
    name: nameOf(part, rate),
    role: 'measured',
    records: 1,
    run: async () => {
      if (index === 0) seconds = await latencies(trickle, rate, count);
      return { seconds: percentile(seconds, part), usage: {} };
    },
  }));
}

function barsOf({ rate }: Rate): Bar[] {
  return BARS.map(({ part, most }) => ({ kind: 'seconds', side: nameOf(part, rate), most }));
}

function nameOf(part: number, rate: number): string {
  return `p${part} at ${rate} a second`;
}
