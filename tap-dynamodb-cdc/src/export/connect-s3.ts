import { S3Client } from '@aws-sdk/client-s3';
import type { Logger } from '@cdc-relay/singer';
import { clientConfig } from '../aws/client-config.ts';
import { warnOfPlainText } from '../aws/plain-text.ts';
import { requestHandler } from '../aws/request-handler.ts';
import { withoutLog } from '../aws/without-log.ts';
import type { AwsOptions } from '../settings/options.ts';

/** Makes the client for S3. Destroy it to close its connections. */
export function connectS3(options: AwsOptions, log: Logger): S3Client {
  const config = clientConfig(forS3(options));
  const client = new S3Client({
    // Retries have rules of our own.
    maxAttempts: 1,
    requestHandler: requestHandler(options),
    // The checksums of the export's manifest count.
    responseChecksumValidation: 'WHEN_REQUIRED',
    // Emulators have no names of hosts for buckets.
    forcePathStyle: config.endpoint !== undefined,
    followRegionRedirects: config.endpoint === undefined,
    ...config,
  });
  return warnOfPlainText(withoutLog(client), log);
}

/** `endpoint_url` is also the endpoint of S3 unless `s3_endpoint_url` or AWS's own variable names another one for it. */
function forS3({ endpointUrl, ...options }: AwsOptions): AwsOptions {
  const shared = process.env.AWS_ENDPOINT_URL_S3 === undefined ? endpointUrl : undefined;
  return { ...options, endpointUrl: options.s3EndpointUrl ?? shared };
}
