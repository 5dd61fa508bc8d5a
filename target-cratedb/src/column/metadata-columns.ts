/** When the tap read the record. */
export const EXTRACTED_COLUMN = '_sdc_extracted_at';
/** When the target read it. */
export const RECEIVED_COLUMN = '_sdc_received_at';
/** When the batch began that it was written with. */
export const BATCHED_COLUMN = '_sdc_batched_at';
/** Which sending of the whole table it belongs to; ACTIVATE_VERSION ends older ones. */
export const TABLE_VERSION_COLUMN = '_sdc_table_version';
/** When the run of the target began, in milliseconds since the epoch. */
export const STARTED_COLUMN = '_sdc_sync_started_at';
