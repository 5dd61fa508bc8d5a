import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { TapSettings } from '../../tap-dynamodb-cdc/dist/settings/settings.generated.js';
import { runInProcess } from './reading/tap-in-process.ts';
import { startService } from './service.ts';

const KEYS = { aws_access_key_id: 'KEY', aws_secret_access_key: 'secret-of-key' };

/** The tap's settings to read a Kinesis stream, or the items of a table, at an endpoint. */
const SOURCES: Record<'kinesis' | 'dynamodb', Partial<TapSettings>> = {
  kinesis: { ...KEYS, stream: 's', region: 'us-east-1' },
  dynamodb: { ...KEYS, mode: 'snapshot', tables: ['t'], region: 'us-east-1' },
};

beforeAll(() => {
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/there-is-no-such-file');
});
afterAll(() => void vi.unstubAllEnvs());

describe.each(['kinesis', 'dynamodb'] as const)('%s', (service) => {
  const invalid = `${service.toUpperCase()}_ANSWER_INVALID`;

  test.each<[number, string, string]>([
    [200, '<html>It works!</html>', 'text/html'],
    [404, '<html>not here</html>', 'text/html'],
    [200, 'pong', 'text/plain'],
    [400, '{"error": {"message": "Invalid query", "code": 4000}}', 'application/json'],
    [200, '{"cluster_name": "crate"}', 'application/json'],
    [200, '', 'text/plain'],
  ])('an endpoint that answers %d %s is named at once', async (status, body, type) => {
    await using other = await startService(status, body, type);
    const run = await runInProcess({ ...SOURCES[service], endpoint_url: other.endpoint });
    expect(run).toMatchObject({ error: { code: invalid } });
    if (type !== 'application/json' && body !== '')
      expect(run.error?.message).toContain(`the endpoint answers with status ${status} and ${type}`);
    expect(other.asked.length).toBeLessThanOrEqual(3);
  });

  test('TLS to an endpoint without', async () => {
    await using other = await startService(200, '{}');
    const endpoint_url = other.endpoint.replace('http:', 'https:');
    const run = await runInProcess({ ...SOURCES[service], endpoint_url });
    expect(run.error).toMatchObject({ code: invalid, remedy: expect.stringContaining('ssl') });
  });

  test('a gateway that is down is waited for, and says so at once', async () => {
    await using other = await startService(502, '<html>Bad Gateway</html>', 'text/html');
    const settings = { ...SOURCES[service], endpoint_url: other.endpoint, retry_limit_seconds: 0.5 };
    const run = await runInProcess(settings);
    expect(run.error).toMatchObject({ code: invalid });
    expect(other.asked.length).toBeGreaterThan(1);
    expect(run.log).toMatch(/^warning retrying .*status 502 and text\/html/m);
  });

  test('an expired token is to be renewed', async () => {
    const body = { __type: 'ExpiredTokenException', message: 'The security token is expired' };
    await using other = await startService(400, JSON.stringify(body), 'application/x-amz-json-1.1');
    const run = await runInProcess({ ...SOURCES[service], endpoint_url: other.endpoint });
    const remedy = expect.stringMatching(/^Renew them/);
    expect(run.error).toMatchObject({ code: 'CREDENTIALS_EXPIRED', remedy });
  });

  test.each([undefined, '', 'eu central 1'])(
    'the region %j is an error of the configuration',
    async (region) => {
      const { region: _, ...source } = SOURCES[service];
      const run = await runInProcess({ ...source, ...(region === undefined ? {} : { region }) });
      expect(run.error).toMatchObject({ code: 'CONFIG_INVALID' });
      expect(run.error?.message).toContain('?region=');
    },
  );
});
