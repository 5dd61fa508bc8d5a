import { isAscii } from 'node:buffer';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import { recordsOf } from './records.ts';

type Deserialize = AwsJson1_1Protocol['deserializeResponse'];
type Answer = Awaited<ReturnType<Deserialize>>;

/**
 * The protocol of Kinesis as the SDK speaks it, but that the records of GetRecords are read here: the SDK walks through
 * each by its schema and looks at every character of its data, which took a quarter of the tap's time.
 */
export class RecordsProtocol extends AwsJson1_1Protocol {
  /** Throws as the SDK does, and MalformedAnswer for records that are none. */
  override async deserializeResponse<Output extends Answer>(
    operation: Parameters<Deserialize>[0],
    context: Parameters<Deserialize>[1],
    response: Parameters<Deserialize>[2],
  ): Promise<Output> {
    const isPage = operation.name === 'GetRecords' && !this.isErrorResponse(response.statusCode);
    if (!isPage) return await super.deserializeResponse(operation, context, response);
    const body = await bodyOf(response.body);
    const { Records: records, ...others } = pageIn(body);
    const rest = Buffer.from(JSON.stringify(others));
    const answer = await super.deserializeResponse<Output>(operation, context, { ...response, body: rest });
    return records === undefined ? answer : { ...answer, Records: recordsOf(records) };
  }
}

async function bodyOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The members of an answer; none where it is not even an object. Throws SyntaxError, but not for an empty one. */
function pageIn(body: Buffer): { readonly Records?: unknown } {
  if (body.length === 0) return {};
  const answer: unknown = JSON.parse(isAscii(body) ? body.toString('latin1') : body.toString());
  return typeof answer === 'object' && answer !== null ? answer : {};
}
