import { join } from 'node:path';
import { BUNDLED, type Instance, startFunction, startInstance } from '../../lambda/instance.ts';
import { crateServer } from '../../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../../support/cratedb/schema.ts';
import { orders } from '../../support/dynamodb/orders.ts';
import { PROJECT } from '../../support/programs/project.ts';
import type { BenchCase, OpenCase, Session, Side } from '../case.ts';
import { Batches } from '../lambda/batches.ts';
import type { Scope } from '../measure/scope.ts';

/** Records of a batch. */
const SIZES = [1, 100, 1_000, 10_000];

/** The Python of an environment that has cratedb-toolkit, whose function is then measured, too. */
const PEER = process.env.BENCH_PEER_PYTHON ?? '';

/** A warm function has had this many records in batches of the case's size, in at most this many invocations. */
const WARM_UP = { records: 3_000, invocations: 30 };

/** A run of the warm function is this many invocations: its figure is their mean. */
const INVOCATIONS_OF_A_RUN = 10;

/** The function of cratedb-toolkit takes minutes for more records than this: it runs once, on the whole batch. */
const PEER_ROUNDS_UP_TO = 1_000;

/** An invocation may take this long. */
const TIMEOUT_MS = 3_600_000;

/**
 * An invocation of the bundled function, by Lambda's Runtime API: warm, and cold with the start of its process; beside it
 * the function of cratedb-toolkit, on batches of the same size and the same CrateDB.
 */
export const lambdaCases: readonly BenchCase[] = SIZES.map((records) => ({
  name: `lambda-${records}`,
  title: `AWS Lambda: an invocation with ${records.toLocaleString('en-US')} records`,
  figure: 'ms',
  open: (session, scope) => openCase(records, session, scope),
}));

async function openCase(records: number, { crateUrl }: Session, scope: Scope): Promise<OpenCase> {
  const [schema, ofPeer] = [scope.use(await openSchema(crateUrl)), scope.use(await openSchema(crateUrl))];
  const own = () => startInstance(BUNDLED, { TARGET_CRATEDB_URL: schema.url });
  const peer = async () => {
    const script = join(PROJECT, 'test/bench/lambda/peer.py');
    return await startFunction([PEER, script], peerEnvironment(crateUrl, ofPeer));
  };
  if (PEER !== '') await createPeerTable(ofPeer);
  const ownSides = [
    await warm('the function, warm', records, own, scope),
    cold('the function, cold', records, own),
  ];
  if (PEER === '') return { sides: ownSides, bars: [] };
  const peerSides = [
    await warmPeer(records, peer, scope),
    ...(records === 1 ? [cold('cratedb-toolkit, cold', records, peer)] : []),
  ];
  return { sides: [...ownSides, ...peerSides], bars: [{ kind: 'ratio', least: 200 }] };
}

type Start = () => Promise<Instance>;

/** Invocations of one process, after others of the same size: until then the engine compiles what is called. */
async function warm(name: string, records: number, start: Start, scope: Scope): Promise<Side> {
  const instance = scope.use(await start());
  const batches = new Batches();
  const invocations = Math.min(WARM_UP.invocations, Math.ceil(WARM_UP.records / records));
  for (let n = 0; n < invocations; n += 1) await invoke(instance, batches, records);
  const run = async () => {
    let seconds = 0;
    for (let n = 0; n < INVOCATIONS_OF_A_RUN; n += 1)
      seconds += (await invoke(instance, batches, records)).seconds;
    return { seconds: seconds / INVOCATIONS_OF_A_RUN, usage: {} };
  };
  return { name, role: 'measured', records, run };
}

/** Its Python has nothing to compile while it runs, and sends the same statements whatever the batch's size. */
async function warmPeer(records: number, start: Start, scope: Scope): Promise<Side> {
  const instance = scope.use(await start());
  const batches = new Batches();
  await invoke(instance, batches, WARM_UP.invocations);
  return {
    name: 'cratedb-toolkit, warm',
    role: 'limit',
    records,
    once: records > PEER_ROUNDS_UP_TO,
    run: async () => await invoke(instance, batches, records),
  };
}

/** The first invocation of a process, and its start. */
function cold(name: string, records: number, start: Start): Side {
  const batches = new Batches();
  const run = async () => {
    const began = performance.now();
    await using instance = await start();
    const starting = (performance.now() - began) / 1000;
    const { seconds } = await invoke(instance, batches, records);
    return { seconds: seconds + starting, usage: {} };
  };
  return { name, role: 'reference', records, run };
}

/** Throws when the function did not do all. */
async function invoke(instance: Instance, batches: Batches, records: number) {
  const event = batches.next(records);
  const began = performance.now();
  const result = await instance.invoke(event, TIMEOUT_MS);
  const seconds = (performance.now() - began) / 1000;
  if (result?.batchItemFailures.length !== 0) throw new Error(`not all done: ${instance.lastError}`);
  return { seconds, usage: {} };
}

function peerEnvironment(crateUrl: string, schema: TestSchema): NodeJS.ProcessEnv {
  const { host, user } = crateServer(crateUrl);
  return {
    MESSAGE_FORMAT: 'dynamodb',
    CRATEDB_CLUSTER_URL: `crate://${user}@${host}:${process.env.BENCH_CRATEDB_HTTP_PORT ?? 4200}`,
    CRATEDB_TABLE: `${schema.name}.${orders.name}`,
    USE_BATCH_PROCESSING: 'true',
    LOG_LEVEL: 'ERROR',
  };
}

/** As the peer documents it: the key, and an object for the rest. */
async function createPeerTable(schema: TestSchema): Promise<void> {
  const keys = 'customer_id TEXT PRIMARY KEY, order_id BIGINT PRIMARY KEY';
  const columns = `pk OBJECT(STRICT) AS (${keys}), data OBJECT(DYNAMIC), aux OBJECT(IGNORED)`;
  await schema.query(`CREATE TABLE "${schema.name}"."${orders.name}" (${columns})`);
}
