import type { JsonObject } from '@cdc-relay/singer';
import type { ChangeEvent } from '../change-record/event.ts';
import { InvalidChangeRecord, quoted } from '../change-record/invalid.ts';
import { withoutReservedNames } from '../record/names.ts';
import type { StreamState } from '../state/state.ts';
import { TableStream } from './table-stream.ts';

/** The streams of all tables that were met, in this run or, as the state tells, in earlier ones. */
export class Tables {
  readonly #streams: Map<string, TableStream>;

  constructor(memory: StreamState['tables']) {
    this.#streams = new Map(
      [...memory].map(([name, { keys, shape }]) => [name, new TableStream(name, keys, shape)]),
    );
  }

  get streams(): ReadonlyMap<string, TableStream> {
    return this.#streams;
  }

  /** The stream of an event's table. Throws InvalidChangeRecord when the event has another key than the table. */
  streamOf(event: ChangeEvent): TableStream {
    const keys = withoutReservedNames(event.keys);
    const stream = this.#streams.get(event.table) ?? this.#add(event.table, keys);
    if (!stream.hasKeys(keys)) {
      throw new InvalidChangeRecord(
        `its key is ${quoted(Object.keys(keys))}, that of the table was ${quoted(stream.keys)}`,
      );
    }
    return stream;
  }

  #add(table: string, keys: JsonObject): TableStream {
    const stream = new TableStream(table, Object.keys(keys));
    this.#streams.set(table, stream);
    return stream;
  }
}
