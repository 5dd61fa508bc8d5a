import { AwsError } from './aws-error.ts';
import { type Context, type Input, type Operation, requestedStream } from './context.ts';
import type { KinesisStream } from './model.ts';

/** A consumer of enhanced fan-out. */
export interface Consumer {
  readonly arn: string;
  readonly name: string;
  readonly stream: KinesisStream;
  /** Descriptions that still say CREATING. */
  creating: number;
}

/** RegisterStreamConsumer. */
export const registerStreamConsumer: Operation = (context, input) => {
  const stream = requestedStream(context, input);
  const name = String(input.ConsumerName);
  const arn = `${stream.arn}/consumer/${name}:1`;
  const { consumers, behaviour } = context;
  if (consumers.has(arn)) throw new AwsError('ResourceInUseException', `Consumer ${name} exists.`);
  if (consumers.size >= behaviour.consumerLimit)
    throw new AwsError('LimitExceededException', 'The stream has as many consumers as it may have.');
  const consumer = { arn, name, stream, creating: behaviour.consumerCreating };
  consumers.set(arn, consumer);
  return { Consumer: { ...described(consumer), ConsumerStatus: 'CREATING' } };
};

/** DescribeStreamConsumer. */
export const describeStreamConsumer: Operation = (context, input) => {
  const consumer = requestedConsumer(context, input);
  const ConsumerDescription = { ...described(consumer), StreamARN: consumer.stream.arn };
  consumer.creating = Math.max(0, consumer.creating - 1);
  return { ConsumerDescription };
};

/** DeregisterStreamConsumer. */
export const deregisterStreamConsumer: Operation = (context, input) => {
  context.consumers.delete(requestedConsumer(context, input).arn);
  return {};
};

/** The consumer that an ARN, or the stream's ARN and a name, stand for. @throws AwsError when there is none. */
export function requestedConsumer({ consumers }: Context, input: Input): Consumer {
  const { ConsumerARN: arn, StreamARN: streamArn, ConsumerName: name } = input;
  const found = [...consumers.values()].find(
    (consumer) => consumer.arn === arn || (consumer.stream.arn === streamArn && consumer.name === name),
  );
  if (found !== undefined) return found;
  throw new AwsError('ResourceNotFoundException', `Consumer ${arn ?? name} not found.`);
}

function described({ arn, name, creating }: Consumer): object {
  return {
    ConsumerARN: arn,
    ConsumerName: name,
    ConsumerStatus: creating > 0 ? 'CREATING' : 'ACTIVE',
    ConsumerCreationTimestamp: 0,
  };
}
