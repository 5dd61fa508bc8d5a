import { type Environment, Logger, logConfig } from '@cdc-relay/singer';

/** A log of JSON lines, as the log groups of AWS Lambda have them, each with the id of the request that it is about. */
export class FunctionLog {
  /** The id of the present request. */
  requestId = '';
  readonly logger: Logger;

  constructor(environment: Environment) {
    const { level } = logConfig('dynamodb-cdc-lambda', environment);
    const format = this.#line;
    this.logger = new Logger('dynamodb-cdc-lambda', { level, format, live: false }, process.stderr);
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
