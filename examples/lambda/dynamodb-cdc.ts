import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnEventSourceMapping,
  Code,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

/** What `DynamoDbCdc` is made of. */
export interface DynamoDbCdcProps {
  /** ARN of the Kinesis stream, or of the stream of a table (DynamoDB Streams). */
  readonly streamArn: string;
  /** ARN of a secret whose JSON has the URL of CrateDB, with user and password, as "url". */
  readonly crateDbSecretArn: string;
  /** The folder of the bundle: lambda/bundle. */
  readonly bundle: string;
  /** For Kinesis, a time before the snapshot began; without it all that the stream has is read. */
  readonly startAt?: Date;
  /** 1,000 by default. */
  readonly batchSize?: number;
  /** 1 to 10; 1 by default. */
  readonly parallelizationFactor?: number;
  /** Invocations at the same time; 20 by default. */
  readonly maximumConcurrency?: number;
}

/** The same as template.yaml, as a construct for the AWS CDK. */
export class DynamoDbCdc extends Construct {
  readonly function: LambdaFunction;
  readonly failures: Bucket;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: DynamoDbCdcProps) {
    super(scope, id);
    this.failures = new Bucket(this, 'FailureBucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.function = new LambdaFunction(this, 'Function', {
      description: 'DynamoDB changes to CrateDB',
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(props.bundle),
      memorySize: 512,
      timeout: Duration.seconds(120),
      reservedConcurrentExecutions: props.maximumConcurrency ?? 20,
      environment: {
        TARGET_CRATEDB_URL_ARN: `${props.crateDbSecretArn}:url::`,
        TARGET_CRATEDB_ON_BAD_RECORD: 'dead_letter',
        DYNAMODB_CDC_LAMBDA_DEAD_LETTERS: `s3://${this.failures.bucketName}/dead-letters`,
      },
    });
    const isKinesis = props.streamArn.includes(':kinesis:');
    for (const statement of this.#statements(props, isKinesis)) this.function.addToRolePolicy(statement);
    const mapping = this.#mapping(props, isKinesis);
    // Lambda checks the rights when the mapping is made.
    if (this.function.role !== undefined) mapping.node.addDependency(this.function.role);
    this.alarms = [
      this.#alarm('IteratorAgeAlarm', 'AWS/Lambda', 'IteratorAge', 'Maximum', 600_000, 5),
      this.#alarm('BadRecordsAlarm', 'dynamodb-cdc', 'BadRecords', 'Sum', 0, 1),
      this.#alarm('PendingRecordsAlarm', 'dynamodb-cdc', 'PendingRecords', 'Sum', 0, 10),
    ];
  }

  #mapping(props: DynamoDbCdcProps, isKinesis: boolean): CfnEventSourceMapping {
    const from = isKinesis ? props.startAt : undefined;
    return new CfnEventSourceMapping(this, 'Mapping', {
      functionName: this.function.functionName,
      eventSourceArn: props.streamArn,
      startingPosition: from === undefined ? 'TRIM_HORIZON' : 'AT_TIMESTAMP',
      ...(from === undefined ? {} : { startingPositionTimestamp: from.getTime() / 1000 }),
      batchSize: props.batchSize ?? 1_000,
      maximumBatchingWindowInSeconds: 1,
      parallelizationFactor: props.parallelizationFactor ?? 1,
      functionResponseTypes: ['ReportBatchItemFailures'],
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: -1,
      maximumRecordAgeInSeconds: -1,
      destinationConfig: { onFailure: { destination: this.failures.bucketArn } },
    });
  }

  #statements({ streamArn, crateDbSecretArn }: DynamoDbCdcProps, isKinesis: boolean): PolicyStatement[] {
    const allow = (actions: string[], resource: string): PolicyStatement =>
      new PolicyStatement({ effect: Effect.ALLOW, actions, resources: [resource] });
    const ofStream = isKinesis
      ? [
          allow(
            [
              'kinesis:DescribeStream',
              'kinesis:DescribeStreamSummary',
              'kinesis:GetRecords',
              'kinesis:GetShardIterator',
              'kinesis:ListShards',
            ],
            streamArn,
          ),
        ]
      : [
          allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], streamArn),
          allow(['dynamodb:ListStreams'], '*'),
        ];
    return [
      allow(['secretsmanager:GetSecretValue'], crateDbSecretArn),
      allow(['s3:PutObject'], `${this.failures.bucketArn}/*`),
      allow(['s3:ListBucket'], this.failures.bucketArn),
      ...ofStream,
    ];
  }

  #alarm(
    id: string,
    namespace: string,
    metricName: string,
    statistic: string,
    threshold: number,
    minutes: number,
  ): Alarm {
    const dimensionsMap = { FunctionName: this.function.functionName };
    const metric = new Metric({ namespace, metricName, dimensionsMap, statistic, period: Duration.minutes(1) });
    return new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: minutes,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    });
  }
}
