import type { Logger } from '@cdc-relay/singer';
import { retryPolicyOf } from '../aws/backoff.ts';
import type { AwsOptions } from '../settings/options.ts';
import { FolderStore } from './folder-store.ts';
import { exportLocationOf, type S3Place } from './location.ts';
import type { ExportStore } from './store.ts';

/** Opens exports wherever they are. Dispose of it to close its connections. */
export class ExportStores implements Disposable {
  readonly #options: AwsOptions;
  readonly #log: Logger;
  #s3: Promise<(location: S3Place) => ExportStore> | undefined;
  #close = (): void => undefined;

  constructor(options: AwsOptions, log: Logger) {
    this.#options = options;
    this.#log = log;
  }

  /** The files of an export that is named as in the settings. Throws CONFIG_INVALID. */
  async open(text: string): Promise<ExportStore> {
    const location = exportLocationOf(text);
    if ('folder' in location) return new FolderStore(location.folder);
    this.#s3 ??= this.#connect();
    return (await this.#s3)(location);
  }

  /** The SDK is loaded only where it is needed. */
  async #connect() {
    const { connectS3 } = await import('./connect-s3.ts');
    const { S3Store } = await import('./s3-store.ts');
    const client = connectS3(this.#options, this.#log);
    this.#close = () => client.destroy();
    const retryPolicy = retryPolicyOf(this.#options, this.#log);
    return (place: S3Place) => new S3Store(client, place, retryPolicy);
  }

  [Symbol.dispose](): void {
    this.#close();
  }
}
