import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { idsIn, numberedTable, snapshotUrl } from '../snapshot/tables.ts';
import type { Item } from '../support/dynamodb/item.ts';
import { startProxy } from '../support/dynamodb-server/proxy.ts';
import { exportFiles } from '../support/exports/export-files.ts';
import { startMiniStack } from '../support/python/emulator.ts';
import { hasPython } from '../support/python/tool.ts';
import { range } from '../tap/reading/source.ts';
import { runInProcess } from '../tap/reading/tap-in-process.ts';

const TABLE = 'numbers';
const BUCKET = 'exports';

describe.runIf(hasPython)('an export that the tap asks for', () => {
  test('from MiniStack, which keeps the requests and the objects; its files are written for it', {
    timeout: 90_000,
  }, async () => {
    await using stack = await startMiniStack(['s3']);
    const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'test-secret-1234' };
    const s3 = new S3Client({
      endpoint: stack.endpoint,
      region: 'us-east-1',
      credentials,
      forcePathStyle: true,
    });
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await numberedTable(stack, TABLE, 30);
    const items = range(1, 30).map((id): Item => ({ id: { N: String(id) }, text: { S: `item ${id}` } }));
    let written: Promise<unknown> | undefined;
    let isWritten = false;
    await using proxy = await startProxy(stack.endpoint, ({ operation, input }) => {
      if (operation === 'DescribeExport') {
        const id = String(input.ExportArn).split('/').at(-1) ?? '';
        const files = exportFiles({ table: TABLE, id, until: Date.now() + 1_000, items }, 'daily');
        written ??= Promise.all(
          [...files].map(([Key, Body]) => s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))),
        ).then(() => {
          isWritten = true;
        });
        const ExportDescription = { ExportArn: input.ExportArn, ExportStatus: 'IN_PROGRESS' };
        if (!isWritten) return { status: 200, body: { ExportDescription } };
      }
      return undefined;
    });
    const run = await runInProcess({
      source_url: snapshotUrl(proxy.endpoint, TABLE),
      snapshot_source: 'export',
      snapshot_export_to: `s3://${BUCKET}/daily`,
      s3_endpoint_url: stack.endpoint,
    });
    await written;
    s3.destroy();
    expect(run.error).toBeUndefined();
    expect(idsIn(run.messages)).toEqual(range(1, 30));
    const operations = proxy.calls.map(({ operation }) => operation);
    expect(operations).toContain('ExportTableToPointInTime');
    expect(operations).not.toContain('Scan');
  });
});
