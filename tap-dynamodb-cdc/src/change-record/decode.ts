import type { JsonObject } from '@cdc-relay/singer';
import { decodeImage } from './attribute-value.ts';
import { BinaryDecoder, type Payload } from './binary.ts';
import { checkObject, type Envelope } from './envelope.ts';
import type { ChangeEvent } from './event.ts';
import { isTimeToLive } from './identity.ts';
import { InvalidChangeRecord } from './invalid.ts';
import { marksDeletion, withoutReplication } from './replication.ts';
import type { BinaryEncoding } from './size.ts';
import { microsecondsOf } from './time.ts';

/** What is to be decoded, and how. */
export interface DecodeOptions {
  /** How binaries are encoded; undefined: found out from each record. */
  readonly binaryEncoding?: BinaryEncoding | undefined;
  /** Whether the item before the change is wanted. */
  readonly oldImage?: boolean;
}

/** Decodes a change record whose envelope was read. Throws InvalidChangeRecord. */
export function decodeEvent(envelope: Envelope, options: DecodeOptions = {}): ChangeEvent {
  const { payload, eventName, eventId, table, streamSequence } = envelope;
  const binaries = new BinaryDecoder(payload, options.binaryEncoding ?? encodingOf(envelope));
  const decode = (image: object): JsonObject => decodeImage(withoutReplication(image), binaries);
  const image = eventName === 'REMOVE' ? undefined : checkNewImage(payload);
  const removed = image === undefined || marksDeletion(image);
  return {
    eventName: removed ? 'REMOVE' : eventName,
    eventId,
    table,
    micros: microsecondsOf(payload.ApproximateCreationDateTime, payload.ApproximateCreationDateTimePrecision),
    streamSequence,
    timeToLive: eventName === 'REMOVE' && isTimeToLive(envelope.userIdentity),
    keys: decode(checkKeys(payload.Keys)),
    newImage: removed ? undefined : decode(image),
    oldImage:
      options.oldImage && payload.OldImage !== undefined
        ? decode(checkObject(payload.OldImage, '"dynamodb.OldImage"'))
        : undefined,
  };
}

/** DynamoDB Streams encode binaries once. */
function encodingOf({ streamSequence }: Envelope): BinaryEncoding | undefined {
  return streamSequence === undefined ? undefined : 'single';
}

function checkNewImage({ NewImage, StreamViewType }: Payload): object {
  if (NewImage === undefined && (StreamViewType === 'KEYS_ONLY' || StreamViewType === 'OLD_IMAGE'))
    throw new InvalidChangeRecord(
      `the DynamoDB stream has no new images (StreamViewType ${StreamViewType}): it must be NEW_IMAGE or NEW_AND_OLD_IMAGES`,
    );
  return checkObject(NewImage, '"dynamodb.NewImage"');
}

function checkKeys(keys: unknown): object {
  const object = checkObject(keys, '"dynamodb.Keys"');
  for (const _ in object) return object;
  throw new InvalidChangeRecord('"dynamodb.Keys" is empty');
}
