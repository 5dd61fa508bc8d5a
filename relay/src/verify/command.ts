import type { ProgramCommand } from '@cdc-relay/singer';

/** The command `verify`. */
export const VERIFY: ProgramCommand = {
  name: 'verify',
  description:
    'compare a table of DynamoDB with its table in CrateDB, while changes flow; exit code 0: equal, 1: different, 3: undecided',
  argument: '<source>',
  urlSetting: 'target',
  options: [
    { flags: '--repair', description: 'write what differs as the source has it' },
    { flags: '--values', description: 'show the values that differ, not only what they are' },
    { flags: '--hash-keys', description: 'show hashes of keys instead of keys' },
    { flags: '--sample <percent>', description: 'look at this part of the items only, such as 1%' },
    {
      flags: '--consistent',
      description: 'scan strongly consistent: twice the read units, fewer second looks',
    },
    {
      flags: '--catalog <file>',
      description: 'the catalog of the tap, where attributes are selected by one',
    },
    {
      flags: '--export <place>',
      description:
        'read the items of a full export in S3 or in a folder instead of scanning: s3://BUCKET/PREFIX/AWSDynamoDB/EXPORT_ID',
    },
    { flags: '--keys <file>', description: 'look only at the keys of this file, one a line as JSON' },
    {
      flags: '--read-units <number>',
      description:
        'read capacity units a second that the scan may take; without it, snapshot_read_units of the tap',
    },
    {
      flags: '--segments <number>',
      description:
        'parts of a table that are scanned, or files of an export that are read, at the same time; without it, snapshot_segments of the tap',
    },
    {
      flags: '--progress <file>',
      description: 'keep the progress in this file, and go on from there; it is removed at the end',
    },
    {
      flags: '--settle <seconds>',
      description:
        'count a difference that has stayed for this long, instead of waiting for the STATE of the pipeline',
    },
    { flags: '--format <format>', description: 'of the report', choices: ['table', 'json', 'csv'] },
  ],
};
