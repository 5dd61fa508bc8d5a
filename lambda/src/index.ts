import { createHandler } from './handler.ts';

export type {
  DynamoDBEventRecord,
  DynamoDBStreamEvent,
  InvocationContext,
  KinesisEventRecord,
  KinesisStreamEvent,
  StreamBatchResponse,
  StreamEvent,
} from './event.ts';
export { createHandler, type Handler } from './handler.ts';

/** The function that AWS Lambda calls, with settings from its environment. */
export const handler = createHandler(process.env);
