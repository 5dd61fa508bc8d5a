import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Writable } from 'node:stream';
import { Logger, logConfig } from '@cdc-relay/singer';
import { expect, test, vi } from 'vitest';
import { makeConnections } from './pool.ts';

test('variables of libpq do not reach the server, and stay for others in the process', async () => {
  await using server = createServer();
  const received = new Promise<string>((resolve) => {
    server.on('connection', (socket) => {
      socket.once('data', (bytes) => {
        resolve(bytes.toString('latin1'));
        socket.destroy();
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  vi.stubEnv('PGOPTIONS', '-c secret=planted');
  vi.stubEnv('PGSSLMODE', 'require');
  try {
    const { port } = server.address() as AddressInfo;
    const hosts = [{ host: '127.0.0.1', port }] as const;
    const log = new Logger(
      't',
      logConfig('t', {}),
      new Writable({ write: (_chunk, _encoding, done) => done() }),
    );
    const destination = {
      hosts,
      user: 'u',
      password: undefined,
      tls: undefined,
      schema: 's',
      table: undefined,
    };
    const { pool, close } = makeConnections({ ...destination, hosts: [...hosts] }, 1000, log);
    await expect(pool.query('SELECT 1')).rejects.toThrow();
    const startup = await received;
    expect(startup).toContain('user\0u\0');
    expect(startup).not.toContain('planted');
    expect(process.env.PGOPTIONS).toBe('-c secret=planted');
    await close();
  } finally {
    vi.unstubAllEnvs();
  }
});
