import { setTimeout as sleep } from 'node:timers/promises';
import { crateServer } from '../../support/cratedb/connection.ts';
import { openSchema, type TestSchema } from '../../support/cratedb/schema.ts';
import { type Random, seededRandom } from '../../support/dynamodb/random.ts';
import { type OpenProcess, openProcess } from '../../support/programs/open-process.ts';
import { BIN } from '../../support/programs/run.ts';
import { type Statement, startStatementProxy } from '../../support/proxy/statement-proxy.ts';
import { schemaMessage, stateMessage, textOf } from '../../target/messages.ts';
import { livingRows, recordOf, type WriterHistory, writerHistory } from './history.ts';
import { WriteLog } from './write-log.ts';

/** How the targets of a round write. */
export type RoundMode = 'remove' | 'mark' | 'tombstone';

/** Histories that the same targets play, each with keys of its own. */
export interface Round {
  readonly seed: number;
  readonly mode: RoundMode;
  readonly histories: number;
  /** What becomes of each statement on its way: takes a step of the protocol out. */
  readonly rewrite?: (sql: string) => string;
}

/** What came of a round. */
export interface RoundOutcome {
  /** The histories whose rows differ from what they must be, and other findings. */
  readonly findings: readonly string[];
  /** Changes that were delivered, those that came more than once included. */
  readonly delivered: number;
  /** See `WriteLog`. */
  readonly latestMs: number;
  readonly leastGapMs: number;
}

const STREAM = 'h';
const SCHEMA = schemaMessage(STREAM, {
  id: 'string',
  v: 'integer',
  _sdc_sequence: 'integer',
  _sdc_sequence_order: 'string',
  _sdc_deleted_at: 'string',
});

/** With `remove` a process that was stopped finds, after this many milliseconds, that it may not write any more. */
const LEASE_MS = 2000;

/** A statement may come this much later than it was sent; most do not. */
const DELAY_MS = 80;
const DELAYED = 0.2;
/** A fate comes at one of this many statements. */
const STEPS = 50;

/** What a fate may do to a writer, at one of its statements. */
type Fate = 'none' | 'stopped' | 'killed';

/**
 * Has two to four real targets deliver histories at the same time, each its part: at one of their statements one is stopped until the
 * others have ended, and one is killed and started again with everything. In `mark` and `tombstone`, the statement at
 * which a target was stopped reaches CrateDB only when the others have ended.
 */
export async function playRound(url: string, round: Round): Promise<RoundOutcome> {
  const random = seededRandom(round.seed);
  await using schema = await openSchema(url);
  const writers = 2 + random.int(3);
  const histories = Array.from({ length: round.histories }, (_, index) =>
    writerHistory(round.seed + index, random, writers),
  );
  const play = new RoundPlay(schema, url, round, random);
  const failures = await play.run(histories);
  const living = await livingIn(schema);
  const wrong = histories.filter((history) => !isEqual(living, history));
  const findings = wrong.map((history) => `history ${history.seed}: ${difference(living, history)}`);
  return {
    findings: [...findings, ...failures, ...(round.mode === 'remove' ? play.log.overlaps() : [])],
    delivered: histories.flatMap(({ dealt }) => dealt.flat()).length,
    latestMs: play.log.latestMs,
    leastGapMs: play.log.leastGapMs,
  };
}

class RoundPlay {
  readonly log = new WriteLog();
  readonly #schema: TestSchema;
  readonly #server: { readonly host: string; readonly port: number };
  readonly #round: Round;
  readonly #random: Random;
  readonly #env: Readonly<Record<string, string>>;

  constructor(schema: TestSchema, url: string, round: Round, random: Random) {
    this.#schema = schema;
    this.#server = crateServer(url);
    this.#round = round;
    this.#random = random;
    this.#env = {
      TARGET_CRATEDB_DELETE_MODE: round.mode,
      TARGET_CRATEDB_BATCH_SIZE_ROWS: String(2 + random.int(30)),
      TARGET_CRATEDB_STATE_INTERVAL_SECONDS: '0',
      TARGET_CRATEDB_LEASE_SECONDS: String(LEASE_MS / 1000),
      TARGET_CRATEDB_LEASE_WAIT_SECONDS: '600',
      TARGET_CRATEDB_TABLE_OPTIONS: '{"*": {"shards": 1}}',
    };
  }

  /** Returns what went wrong besides the rows. */
  async run(histories: readonly WriterHistory[]): Promise<string[]> {
    const writers = histories[0]?.dealt.length ?? 0;
    const inputs = Array.from({ length: writers }, (_, writer) =>
      textOf([
        SCHEMA,
        ...histories.flatMap(({ dealt }) => (dealt[writer] ?? []).map((change) => recordOf(STREAM, change))),
        stateMessage(writer),
      ]),
    );
    const fates = inputs.map((_, writer): Fate => (['stopped', 'killed'] as const)[writer] ?? 'none');
    const others: Promise<string[]>[] = [];
    const isOver = async (): Promise<void> => void (await Promise.allSettled(others));
    const stopped = inputs.slice(0, 1).map((input) => this.#deliver(input, 'stopped', isOver));
    for (const [writer, input] of inputs.entries())
      if (writer > 0) others.push(this.#deliver(input, fates[writer] ?? 'none', isOver));
    return (await Promise.all([...others, ...stopped])).flat();
  }

  async #deliver(input: string, fate: Fate, isOver: () => Promise<void>): Promise<string[]> {
    const failure = await this.#once(input, fate, isOver);
    if (failure === undefined) return [];
    // A process that was killed, or has lost its lease, is started again, and replays.
    const isExpected =
      fate === 'killed' || (this.#round.mode === 'remove' && failure.includes('TABLE_LEASE_LOST'));
    const again = isExpected ? await this.#once(input, 'none', isOver) : failure;
    return again === undefined ? [] : [again];
  }

  /** Runs one target; returns what it says when it fails. */
  async #once(input: string, fate: Fate, isOver: () => Promise<void>): Promise<string | undefined> {
    const at = this.#random.int(STEPS);
    const holds = this.#round.mode !== 'remove';
    const name = this.log.newWriter();
    const process: { target?: OpenProcess } = {};
    const before = async (statement: Statement): Promise<boolean> => {
      if (this.#random.chance(DELAYED)) await sleep(this.#random.int(DELAY_MS));
      if (statement.number === at && fate === 'killed') return this.#kill(process.target);
      if (statement.number === at && fate === 'stopped') {
        process.target?.signal('SIGSTOP');
        const wakes = isOver().then(() => void process.target?.signal('SIGCONT'));
        if (holds) await wakes;
      }
      this.log.add(name, statement.sql);
      return true;
    };
    const { rewrite } = this.#round;
    await using proxy = await startStatementProxy(this.#server, { before, ...(rewrite && { rewrite }) });
    const url = `postgresql://crate@127.0.0.1:${proxy.port}/${this.#schema.name}`;
    await using target = openProcess(BIN.target, [url], this.#env);
    process.target = target;
    target.write(input);
    target.end();
    return (await target.ended) === 0 ? undefined : `${fate}: ${target.stderr().slice(-2000)}`;
  }

  /** The statement reaches CrateDB, or does not. */
  #kill(target: OpenProcess | undefined): boolean {
    target?.signal('SIGKILL');
    return this.#random.chance(0.5);
  }
}

async function livingIn(schema: TestSchema): Promise<Record<string, number>> {
  const rows = (await schema.rows(STREAM)).filter(
    ({ _sdc_deleted_at }) => (_sdc_deleted_at ?? null) === null,
  );
  return Object.fromEntries(rows.map(({ id, v }) => [String(id), Number(v)]));
}

function isEqual(living: Readonly<Record<string, number>>, history: WriterHistory): boolean {
  const expected = livingRows(history);
  return history.changes.every(({ key }) => living[key] === expected[key]);
}

function difference(living: Readonly<Record<string, number>>, history: WriterHistory): string {
  const expected = livingRows(history);
  const keys = [...new Set(history.changes.map(({ key }) => key))];
  const wrong = keys.filter((key) => living[key] !== expected[key]);
  return wrong.map((key) => `${key} is ${living[key]}, not ${expected[key]}`).join('; ');
}
