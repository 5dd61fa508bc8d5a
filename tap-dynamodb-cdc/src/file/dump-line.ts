/**
 * The change record of a line of a dump. A line is the change record itself, or a record of Kinesis as the AWS
 * command line prints it (`{"Data": BASE64, "SequenceNumber": …}`). Anything else is passed on as it is: the decoder
 * says what is wrong with it.
 */
export function dataOfLine(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  if (!text.includes('"Data"') || text.includes('"eventName"')) return bytes;
  const data = memberData(text);
  return data === undefined ? bytes : Buffer.from(data, 'base64');
}

function memberData(text: string): string | undefined {
  try {
    const { Data: data } = JSON.parse(text) as { Data?: unknown };
    return typeof data === 'string' ? data : undefined;
  } catch {
    return undefined;
  }
}
