export { createDecoder, type Decoder, type DecoderOptions } from './decoder.ts';
export { type DecoderSettings, decoderSettings } from './decoder-settings.ts';
export { BadRecords } from './emit/bad-records.ts';
export type { BadRecord } from './emit/dead-letters.ts';
export type { SourceRecord } from './emit/source-record.ts';
export type { ItemExport } from './items/export-items.ts';
export type { ItemMessages } from './items/item-messages.ts';
export type { ItemPage, ItemReading, ItemReceiver } from './items/item-page.ts';
export { ItemTable } from './items/item-table.ts';
export {
  type Advance,
  beforeScan,
  type ReadPosition,
  readPositionOf,
  readPositionValue,
} from './items/read-position.ts';
export { type KinesisSource, kinesisSource } from './kinesis-source.ts';
export { type ItemSource, type OpenItems, openItems } from './open-items.ts';
export { program } from './program.ts';
export { type SafeStart, startAfterState } from './start-after-state.ts';
export { positionOf, positionValue } from './tables/segment.ts';
