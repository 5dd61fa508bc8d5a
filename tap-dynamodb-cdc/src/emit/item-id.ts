import { hash } from 'node:crypto';
import { type ChangeEvent, itemOf } from '../change-record/event.ts';

/** The item of an event in few characters, as the state keeps it: a key may have three kilobytes. */
export function itemIdOf(event: ChangeEvent): string {
  return itemIdOfText(itemOf(event));
}

/** The same from the item's text. */
export function itemIdOfText(item: string): string {
  return hash('sha1', item, 'base64');
}
