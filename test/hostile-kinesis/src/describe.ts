import { type Operation, requestedStream } from './context.ts';
import { isOpen } from './model.ts';

/** DescribeStreamSummary. */
export const describeStreamSummary: Operation = (context, input) => {
  const kinesisStream = requestedStream(context, input);
  return {
    StreamDescriptionSummary: {
      StreamName: kinesisStream.name,
      StreamARN: kinesisStream.arn,
      StreamStatus: kinesisStream.status,
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
      RetentionPeriodHours: kinesisStream.retentionHours,
      StreamCreationTimestamp: (kinesisStream.shards[0]?.createdAt ?? 0) / 1000,
      EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
      EncryptionType: 'NONE',
      OpenShardCount: kinesisStream.shards.filter(isOpen).length,
      ConsumerCount: 0,
      RecordDistributionStrategy: kinesisStream.distribution,
    },
  };
};

/** ListStreams, in one page. */
export const listStreams: Operation = ({ model }) => ({
  StreamNames: model.streams.map(({ name }) => name),
  HasMoreStreams: false,
});
