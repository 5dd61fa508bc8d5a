import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  DeleteEventSourceMappingCommand,
  DeleteFunctionCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { inject } from 'vitest';
import { bundleFunction } from '../support/programs/bundle.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const NAME = 'dynamodb-cdc';

/** The bundled function in an emulator of Lambda. */
export class DeployedFunction implements AsyncDisposable {
  readonly #client: LambdaClient;
  readonly #mappings: string[] = [];

  constructor(endpoint: string) {
    const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'test-secret-1234' };
    this.#client = new LambdaClient({ endpoint, region: 'us-east-1', credentials });
  }

  /** Deploys it with settings. */
  async deploy(Variables: Record<string, string>): Promise<void> {
    await this.#client.send(
      new CreateFunctionCommand({
        FunctionName: NAME,
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/lambda-role',
        Timeout: 60,
        Code: { ZipFile: await archive() },
        Environment: { Variables },
      }),
    );
  }

  /** Has a stream call it, from the stream's beginning; returns the mapping's id. */
  async mapTo(EventSourceArn: string, BatchSize: number): Promise<string> {
    const mapping = await this.#client.send(
      new CreateEventSourceMappingCommand({
        FunctionName: NAME,
        EventSourceArn,
        BatchSize,
        StartingPosition: 'TRIM_HORIZON',
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      }),
    );
    const id = mapping.UUID ?? '';
    this.#mappings.push(id);
    return id;
  }

  /** What came of the last invocation. */
  async lastResult(mapping: string): Promise<string> {
    const { LastProcessingResult } = await this.#client.send(
      new GetEventSourceMappingCommand({ UUID: mapping }),
    );
    return LastProcessingResult ?? '';
  }

  /** Deletes it: an emulator that is only stopped leaves the processes of its functions behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const UUID of this.#mappings) await this.#client.send(new DeleteEventSourceMappingCommand({ UUID }));
    await this.#client.send(new DeleteFunctionCommand({ FunctionName: NAME }));
    this.#client.destroy();
  }
}

/** A ZIP archive of the bundle, made by the emulator's Python. */
async function archive(): Promise<Buffer> {
  using bundle = await bundleFunction();
  using folder = temporaryFolder();
  cpSync(bundle.path, join(folder.path, 'index.mjs'));
  const python = join(inject('python'), 'ministack', 'bin', 'python');
  execFileSync(python, ['-m', 'zipfile', '-c', 'function.zip', 'index.mjs'], { cwd: folder.path });
  return readFileSync(join(folder.path, 'function.zip'));
}
