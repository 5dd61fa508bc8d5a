/** `foreign`: no service of AWS, nor an emulator, answers so; `strange`: it makes no sense, but may be cut off. */
export type Answer = 'of AWS' | 'strange' | 'foreign';

/** No HTTP at all, or TLS on one side only. */
const NO_HTTP = /^(?:EPROTO$|HPE_|ERR_SSL_)/;

/** What the SDK says of JSON that does not name its error as AWS does, and of what is not JSON. */
const NO_ERROR_NAME = 'Unknown';
const NO_JSON = 'SyntaxError';

interface SdkResponse {
  readonly $response?: {
    readonly statusCode?: number;
    readonly headers?: { readonly [name: string]: string | undefined };
  };
}

/** Judges what came back by what the SDK threw; `names` are its names. */
export function answerOf(error: unknown, names: readonly string[]): Answer {
  if (names.some((name) => NO_HTTP.test(name))) return 'foreign';
  const { statusCode = 0 } = (error as SdkResponse | null)?.$response ?? {};
  // A gateway's or a proxy's own page about a service that is down.
  if (statusCode >= 500) return 'of AWS';
  if (names.includes(NO_ERROR_NAME)) return 'foreign';
  if (names.includes(NO_JSON)) return isJson(error) ? 'strange' : 'foreign';
  return names.includes('MalformedAnswer') ? 'strange' : 'of AWS';
}

/** Status and content type of an answer that AWS would not send, for a message. */
export function answerBehind(error: unknown, names: readonly string[]): string {
  const { statusCode, headers } = (error as SdkResponse | null)?.$response ?? {};
  const isForeign = names.includes(NO_ERROR_NAME) || (names.includes(NO_JSON) && !isJson(error));
  if (!isForeign || statusCode === undefined) return '';
  return ` (the endpoint answers with status ${statusCode} and ${headers?.['content-type'] ?? 'no content type'}, as AWS does not)`;
}

function isJson(error: unknown): boolean {
  const type = (error as SdkResponse | null)?.$response?.headers?.['content-type'] ?? '';
  return type === '' || type.includes('json');
}
