/**
 * The change records that an object of a dump holds: it is one itself, or one or several records in a form of AWS: a
 * record of Kinesis as its command line prints it (`{"Data": BASE64, …}`), one of an event (`{"kinesis": {"data": …}}`), or
 * a list of any of those (`{"Records": […]}`). Anything else is passed on as it is: the decoder says what is wrong with it.
 */
export function dataOfObject(bytes: Uint8Array): readonly Uint8Array[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!MARKS.some((mark) => text.includes(mark))) return [bytes];
  const object = parsed(text.toString());
  if (object === undefined || 'dynamodb' in object) return [bytes];
  const { Records: records } = object;
  if (Array.isArray(records)) return records.map(dataOf);
  return [wrapped(object) ?? bytes];
}

/** What every form has besides a change record. */
const MARKS = ['"Data"', '"Records"', '"kinesis"'];

interface Wrapping {
  readonly Records?: unknown;
  readonly Data?: unknown;
  readonly kinesis?: { readonly data?: unknown } | null;
}

function parsed(text: string): Wrapping | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function dataOf(record: Wrapping | null): Uint8Array {
  return wrapped(record) ?? Buffer.from(JSON.stringify(record));
}

function wrapped(record: Wrapping | null): Uint8Array | undefined {
  const data = record?.Data ?? record?.kinesis?.data;
  return typeof data === 'string' ? Buffer.from(data, 'base64') : undefined;
}
