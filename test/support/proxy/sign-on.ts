import type { Duplex } from 'node:stream';
import { startup } from '@cdc-relay/crate-stand-in/requests';

/** Whom a proxy lets in, and who it is behind the proxy. */
export interface Account {
  readonly user: string;
  readonly password: string;
  readonly behind: string;
}

const ASK_FOR_PASSWORD = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]); // AuthenticationCleartextPassword

/**
 * Asks a PostgreSQL client for its password, as a cluster with accounts does. `then` runs once the right one has come
 * and the proxy has signed on upstream; anyone else gets the refusal that CrateDB sends.
 */
export function signOn(client: Duplex, upstream: Duplex, account: Account, then: () => void): void {
  client.on('error', () => upstream.destroy());
  upstream.on('error', () => client.destroy());
  client.once('data', (first: Buffer) => {
    const user = /user\0([^\0]*)\0/.exec(first.toString('latin1'))?.[1];
    client.write(ASK_FOR_PASSWORD);
    client.once('data', (answer: Buffer) => {
      const password = answer.subarray(5, -1).toString();
      if (user !== account.user || password !== account.password) return void client.end(refusal(user));
      upstream.write(startup({ user: account.behind, database: 'doc' }));
      then();
    });
  });
}

function refusal(user: string | undefined): Buffer {
  const fields = ['SFATAL', 'C28000', `Mpassword authentication failed for user "${user}"`, ''];
  const body = Buffer.from(fields.join('\0').concat('\0'));
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}
