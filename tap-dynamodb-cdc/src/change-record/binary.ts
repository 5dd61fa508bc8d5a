import { InvalidChangeRecord } from './invalid.ts';
import { type BinaryEncoding, imageSize, isBase64 } from './size.ts';

/** The member `dynamodb` of a change record, unchecked. */
export interface Payload {
  readonly ApproximateCreationDateTime?: unknown;
  readonly ApproximateCreationDateTimePrecision?: unknown;
  readonly Keys?: unknown;
  readonly NewImage?: unknown;
  readonly OldImage?: unknown;
  readonly SizeBytes?: unknown;
  /** Of records of DynamoDB Streams. */
  readonly SequenceNumber?: unknown;
  readonly StreamViewType?: unknown;
}

/**
 * Decodes the binary values of one change record to single base64. How they came is found out when the first one
 * comes, as most records have none.
 */
export class BinaryDecoder {
  readonly #payload: Payload;
  #encoding: BinaryEncoding | undefined;

  /** Without `encoding`, it is found out. */
  constructor(payload: Payload, encoding?: BinaryEncoding) {
    this.#payload = payload;
    this.#encoding = encoding;
  }

  /** The value's bytes in base64, once. Throws InvalidChangeRecord when the text is not in the encoding. */
  decode(text: unknown): string {
    if (!isBase64(text)) throw new InvalidChangeRecord('a value of type B or BS is not base64');
    this.#encoding ??= binaryEncoding(this.#payload);
    if (this.#encoding === 'single') return text;
    const once = Buffer.from(text, 'base64').toString('latin1');
    if (!isBase64(once)) throw new InvalidChangeRecord('a value of type B or BS is not base64 twice');
    return once;
  }
}

/**
 * Finds out from `SizeBytes` how the binaries of a record are encoded: it counts their bytes as DynamoDB holds them, so
 * the encoding that comes nearer is the one. A record without a size is an emulator's: single.
 */
export function binaryEncoding(payload: Payload): BinaryEncoding {
  const size = payload.SizeBytes;
  if (typeof size !== 'number' || size <= 0) return 'single';
  const offDouble = Math.abs(size - payloadSize(payload, 'double'));
  if (offDouble === 0) return 'double';
  return offDouble < Math.abs(size - payloadSize(payload, 'single')) ? 'double' : 'single';
}

function payloadSize({ Keys, NewImage, OldImage }: Payload, encoding: BinaryEncoding): number {
  try {
    return [Keys, NewImage, OldImage].reduce(
      (sum: number, image) => sum + imageSize(image ?? {}, encoding),
      0,
    );
  } catch {
    // Values of the wrong type: the decoder that reads them refuses the record.
    return Number.NaN;
  }
}
