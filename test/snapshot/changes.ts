import type { NewRecord } from '@cdc-relay/hostile-kinesis';
import type { Change } from '../support/dynamodb/change.ts';
import { changeRecord } from '../support/dynamodb/change-record.ts';
import { seededRandom } from '../support/dynamodb/random.ts';

/** The change record of an item with only its key `id`, made and arrived this many milliseconds ago. */
export function changeOf(
  tableName: string,
  id: number,
  age: number,
  eventName: Change['eventName'] = 'MODIFY',
): NewRecord {
  const keys = { id: { N: String(id) } };
  const at = (Date.now() - age) * 1000;
  const image = eventName === 'REMOVE' ? {} : { newImage: keys };
  const change: Change = { tableName, eventName, keys, oldImage: keys, ...image, at };
  return { ...changeRecord(change, seededRandom(id)), arrival: Date.now() - age };
}
