import { invalidSettings } from '@cdc-relay/singer';

const TABLE = '{table}';

/**
 * Makes the names of Singer streams from tables by the setting `stream_name_template`. Throws CONFIG_INVALID for a
 * template that would name two tables the same, or that has an unknown placeholder.
 */
export function streamNames(template: string, kinesisStream: string): (table: string) => string {
  if (!template.includes(TABLE)) throw refuse(`lacks ${TABLE}: different tables would share one stream`);
  const [unknown] =
    template
      .replaceAll(TABLE, '')
      .replaceAll('{stream}', '')
      .match(/\{.*?\}/) ?? [];
  if (unknown !== undefined) throw refuse(`has the unknown placeholder ${unknown}`);
  const pieces = template.split(TABLE).map((piece) => piece.replaceAll('{stream}', kinesisStream));
  return (table) => pieces.join(table);
}

function refuse(reason: string): Error {
  return invalidSettings([`"stream_name_template" ${reason}`]);
}
