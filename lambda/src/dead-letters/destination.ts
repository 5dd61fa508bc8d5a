/** Where dead letters go. */
export type Destination =
  | { readonly kind: 'sqs'; readonly url: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string };

/** What is wrong with a text that names no destination, as the end of a sentence. */
export const DESTINATION_FORM =
  'must be the URL of an SQS queue (https://sqs.REGION.amazonaws.com/ACCOUNT/NAME), or s3://BUCKET/PREFIX';

/** Reads a destination: the URL of a queue, or `s3://BUCKET/PREFIX`; undefined for anything else. */
export function parseDestination(text: string): Destination | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, host, pathname, search, username } = new URL(text);
  if (search !== '' || username !== '' || host === '') return undefined;
  const path = pathname.replace(/^\/+|\/+$/g, '');
  if (protocol === 's3:') return { kind: 's3', bucket: host, prefix: path === '' ? '' : `${path}/` };
  const isQueue = /^https?:$/.test(protocol) && /^\d{12}\/[\w-]+(?:\.fifo)?$/.test(path);
  return isQueue ? { kind: 'sqs', url: text } : undefined;
}
