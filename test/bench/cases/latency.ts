import { kinesisModel, startHostileKinesis } from '@cdc-relay/hostile-kinesis';
import { sourceUrl } from '../../e2e/pipe.ts';
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

/** The same where shards push; kinesis-local looks for records once a second, so another server has to serve. */
const PUSHED_BARS = [{ part: 50, most: 0.2 }];

/** From a change's way into Kinesis to its row in CrateDB, through the relay as it is without any settings. */
export const latencyCases: readonly BenchCase[] = [
  { name: 'latency', title: 'Latency: from put to row by key', figure: 'ms', open: openCase },
  {
    name: 'latency-fan-out',
    title: 'Latency: from put to row by key, shards that push, and polled',
    figure: 'ms',
    open: openFanOut,
  },
];

async function openCase({ crateUrl, signal }: Session, scope: Scope): Promise<OpenCase> {
  const kinesis = scope.use(await startKinesisLocal({ streams: { [STREAM]: SHARDS } }));
  const source = { url: sourceUrl(kinesis.endpoint, STREAM), client: kinesis.client(), stream: STREAM };
  const trickle = await openTrickle(source, { crateUrl, signal }, scope);
  return {
    sides: RATES.flatMap((rate) => sidesOf(trickle, { ...rate, bars: BARS, name: '' })),
    bars: RATES.flatMap((rate) => barsOf({ ...rate, bars: BARS, name: '' })),
  };
}

/** Two relays read Kinesis streams of the same server, one of them pushed. */
async function openFanOut({ crateUrl, signal }: Session, scope: Scope): Promise<OpenCase> {
  const kinesis = scope.use(await startHostileKinesis(kinesisModel({ pushed: SHARDS, polled: SHARDS })));
  const open = (stream: string, options: string): Promise<Trickle> => {
    const url = `${sourceUrl(kinesis.endpoint, stream)}${options}`;
    return openTrickle({ url, client: kinesis.client(), stream }, { crateUrl, signal }, scope);
  };
  const [pushed, polled] = [await open('pushed', '&fan-out=true'), await open('polled', '')];
  const how = { bars: PUSHED_BARS, name: 'pushed, ' };
  return {
    sides: RATES.flatMap((rate) => [
      ...sidesOf(pushed, { ...rate, ...how }),
      ...sidesOf(polled, { ...rate, bars: PUSHED_BARS, name: 'polled, ' }),
    ]),
    bars: RATES.flatMap((rate) => barsOf({ ...rate, ...how })),
  };
}

/** Starts a relay; its start and the making of the table are not measured. */
async function openTrickle(
  { url, ...source }: Pick<Trickle, 'client' | 'stream'> & { readonly url: string },
  { crateUrl, signal }: Pick<Session, 'crateUrl' | 'signal'>,
  scope: Scope,
): Promise<Trickle> {
  const schema = scope.use(await openSchema(crateUrl));
  scope.use(openProcess(BIN.relay, [url, schema.url], {}));
  const trickle = { ...source, schema, signal };
  await latencies(trickle, 1, 1);
  return trickle;
}

/** Changes that come at a rate, what of them is reported, and what the sides' names begin with. */
interface Measured {
  readonly rate: number;
  readonly count: number;
  readonly bars: typeof BARS;
  readonly name: string;
}

/** A side for each percentile; the first one measures for all. */
function sidesOf(trickle: Trickle, { rate, count, bars, name }: Measured): Side[] {
  let seconds: number[] = [];
  return bars.map(({ part }, index) => ({
    name: name + nameOf(part, rate),
    role: 'measured',
    records: 1,
    run: async () => {
      if (index === 0) seconds = await latencies(trickle, rate, count);
      return { seconds: percentile(seconds, part), usage: {} };
    },
  }));
}

function barsOf({ rate, bars, name }: Measured): Bar[] {
  return bars.map(({ part, most }) => ({ kind: 'seconds', side: name + nameOf(part, rate), most }));
}

function nameOf(part: number, rate: number): string {
  return `p${part} at ${rate} a second`;
}
