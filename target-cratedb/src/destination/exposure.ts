import { isLoopback } from '@cdc-relay/singer';
import type { Destination } from './destination.ts';

/** What to warn of when a connection leaves this machine in plain text; undefined when it does not. */
export function exposure({ hosts, password, tls }: Destination): string | undefined {
  const far = hosts.map(({ host }) => host).filter((host) => !isLoopback(host));
  if (tls !== undefined || far.length === 0) return undefined;
  const what = password === undefined ? 'all rows go' : 'the password and all rows go';
  return `${what} to ${far.join(', ')} in plain text, which others on the network can read and change; to encrypt and verify, use ?ssl=true in the URL`;
}
