import { type Environment, Logger, logConfig } from '@cdc-relay/singer';
import type { FunctionMetrics } from './outcome.ts';

const UNITS: { readonly [name in keyof FunctionMetrics]: 'Count' | 'Milliseconds' } = {
  Records: 'Count',
  Rows: 'Count',
  StaleRecords: 'Count',
  BadRecords: 'Count',
  PendingRecords: 'Count',
  MillisecondsBehind: 'Milliseconds',
};

/** A log of JSON lines, as the log groups of AWS Lambda have them, each with the id of the request that it is about. */
export class FunctionLog {
  /** The id of the request that the next lines are about. */
  requestId = '';
  readonly logger: Logger;
  readonly #name: string;

  constructor(environment: Environment) {
    const { level } = logConfig('dynamodb-cdc-lambda', { LOGLEVEL: environment.LOG_LEVEL, ...environment });
    const config = { level, format: this.#line, live: false };
    // The function has metrics of its own.
    this.logger = new Logger('dynamodb-cdc-lambda', config, process.stderr, () => undefined);
    this.#name = environment.AWS_LAMBDA_FUNCTION_NAME ?? 'dynamodb-cdc-lambda';
  }

  /** Logs metrics in CloudWatch's embedded metric format, of which it makes metrics, whatever the level of the log. */
  metrics(metrics: FunctionMetrics): void {
    const directive = {
      Namespace: 'dynamodb-cdc',
      Dimensions: [['FunctionName']],
      Metrics: Object.entries(UNITS).map(([Name, Unit]) => ({ Name, Unit })),
    };
    const line = {
      _aws: { Timestamp: Date.now(), CloudWatchMetrics: [directive] },
      FunctionName: this.#name,
      requestId: this.requestId,
      ...metrics,
    };
    process.stderr.write(`${JSON.stringify(line)}\n`);
  }

  readonly #line = ({ level, message, more, fields, time }: Entry): string =>
    JSON.stringify({
      timestamp: time.toISOString(),
      level: level.toUpperCase(),
      requestId: this.requestId,
      message: [message, ...more].join('\n'),
      ...fields,
    });
}

type Entry = Parameters<ConstructorParameters<typeof Logger>[1]['format']>[0];
