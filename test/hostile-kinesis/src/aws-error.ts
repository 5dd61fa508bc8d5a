/** The errors that this server raises by itself or on request, with their HTTP status. */
const STATUS = {
  AccessDeniedException: 400,
  ExpiredIteratorException: 400,
  ExpiredNextTokenException: 400,
  InternalFailure: 500,
  InvalidArgumentException: 400,
  KMSAccessDeniedException: 400,
  KMSThrottlingException: 400,
  LimitExceededException: 400,
  ProvisionedThroughputExceededException: 400,
  ResourceInUseException: 400,
  ResourceNotFoundException: 400,
  ServiceUnavailable: 503,
  TrimmedDataAccessException: 400,
  UnknownOperationException: 400,
  ValidationException: 400,
} as const;

export type AwsErrorType = keyof typeof STATUS;

/** An error as Kinesis answers it: a type, a message and an HTTP status. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly type: AwsErrorType;
  readonly status: number;

  constructor(type: AwsErrorType, message: string, status: number = STATUS[type]) {
    super(message);
    this.type = type;
    this.status = status;
  }

  /** The JSON 1.1 body that the SDK turns into an exception of that type. */
  body(): Buffer {
    return Buffer.from(JSON.stringify({ __type: this.type, message: this.message }));
  }
}
