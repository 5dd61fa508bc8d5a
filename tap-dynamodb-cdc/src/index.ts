export { createDecoder, type Decoder, type DecoderOptions } from './decoder.ts';
export { type DecoderSettings, decoderSettings } from './decoder-settings.ts';
export { BadRecords } from './emit/bad-records.ts';
export type { BadRecord } from './emit/dead-letters.ts';
export type { SourceRecord } from './emit/source-record.ts';
export { type KinesisSource, kinesisSource } from './kinesis-source.ts';
export { program } from './program.ts';
