/**
 * For reference: the same prepared rows over CrateDB's HTTP endpoint, as bulk_args. Arguments: URL of the endpoint,
 * quoted table, file of prepared operations.
 */
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { readChunks } from './operations.ts';
import { parameterStatements } from './statements.ts';

const CHUNK_ROWS = 10_000;
const CONNECTIONS = 2;

const [url = '', table = '', path = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });
const statements = parameterStatements(table);
const chunks = readChunks(path, CHUNK_ROWS).values();
await Promise.all(Array.from({ length: CONNECTIONS }, writeChunks));
agent.destroy();

async function writeChunks(): Promise<void> {
  for (const chunk of chunks) {
    for (const kind of ['insert', 'upsert', 'delete'] as const)
      if (chunk[kind].length > 0) await post(statements[kind], chunk[kind]);
  }
}

/** Posts a statement with sets of parameters, each a JSON array. */
async function post(statement: string, sets: readonly Buffer[]): Promise<void> {
  const head = `{"stmt":${JSON.stringify(statement)},"bulk_args":[`;
  const body = Buffer.from(`${head}${sets.join(',')}]}`);
  const answer = await new Promise<string>((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => resolve(text(response)));
    sent.on('error', reject).end(body);
  });
  if (answer.includes('"error"')) throw new Error(answer.slice(0, 500));
}
