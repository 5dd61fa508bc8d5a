import type { JsonObject } from '@cdc-relay/singer';
import type { ChangeEvent } from '../change-record/event.ts';
import { dateTime } from './date-time.ts';

/** Where Kinesis had a record; null for what did not come from there. */
export interface Origin {
  readonly shardId: string | null;
  readonly sequenceNumber: string | null;
}

/** The properties that `cdc_metadata` adds. */
export const METADATA_PROPERTIES: JsonObject = {
  _sdc_event_name: { type: ['string', 'null'] },
  _sdc_event_id: { type: ['string', 'null'] },
  _sdc_event_time: { type: ['string', 'null'], format: 'date-time' },
  _sdc_shard: { type: ['string', 'null'] },
  _sdc_sequence_number: { type: ['string', 'null'] },
  _sdc_time_to_live: { type: ['boolean', 'null'] },
};

/** Adds them to a record, in place. */
export function addMetadata(record: JsonObject, event: ChangeEvent, origin: Origin): void {
  record._sdc_event_name = event.eventName;
  record._sdc_event_id = event.eventId;
  record._sdc_event_time = dateTime(event.micros);
  record._sdc_shard = origin.shardId;
  record._sdc_sequence_number = origin.sequenceNumber;
  record._sdc_time_to_live = event.timeToLive;
}
