/**
 * What AWS's runtime for Node.js does around a function, as far as its documents say: it asks Lambda's Runtime API for an
 * invocation, calls the handler, sends the answer, and asks again. The one argument is the bundle of the function.
 */
import { pathToFileURL } from 'node:url';
import type { Handler } from '../../../lambda/dist/index.js';

const API = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const { handler } = (await import(pathToFileURL(process.argv[2] ?? '').href)) as { handler: Handler };

for (;;) {
  const next = await fetch(`${API}/next`);
  const id = next.headers.get('lambda-runtime-aws-request-id') ?? '';
  const deadline = Number(next.headers.get('lambda-runtime-deadline-ms'));
  const event = (await next.json()) as Parameters<Handler>[0];
  const context = { awsRequestId: id, getRemainingTimeInMillis: () => deadline - Date.now() };
  try {
    await send(`${id}/response`, await handler(event, context));
  } catch (error) {
    await send(`${id}/error`, { errorType: 'Error', errorMessage: String(error) });
  }
}

async function send(path: string, body: object): Promise<void> {
  await fetch(`${API}/${path}`, { method: 'POST', body: JSON.stringify(body) });
}
