import { AwsError } from './aws-error.ts';

/** Writes what a client sends back later as an opaque token. */
export function encodeToken(content: object): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

/** Reads a token of ours. @throws AwsError when it is none. */
export function decodeToken<T extends object>(token: unknown): T {
  try {
    return JSON.parse(Buffer.from(String(token), 'base64url').toString());
  } catch {
    throw new AwsError('InvalidArgumentException', 'Invalid token or iterator.');
  }
}
