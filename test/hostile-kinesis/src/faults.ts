import type { AwsErrorType } from './aws-error.ts';
import type { Input } from './context.ts';
import type { PageEdit } from './page-edit.ts';

/** Something that goes wrong with one request. */
export type Fault =
  /** Kinesis answers an error and does nothing; `status` when it is not the error's own. */
  | { readonly kind: 'error'; readonly type: AwsErrorType; readonly status?: number }
  /** The connection ends: before an answer, after its headers, or in the middle of its body. */
  | { readonly kind: 'reset'; readonly when: 'before-headers' | 'after-headers' | 'mid-body' }
  /** No answer, ever. */
  | { readonly kind: 'hang' }
  /** The right answer, late. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Status 200 and a body that is not the answer. */
  | { readonly kind: 'garbage'; readonly body: string }
  /** GetRecords: a page that is not as usual. */
  | { readonly kind: 'page'; readonly edit: PageEdit }
  /** SubscribeToShard: after its first event the stream ends with this error. */
  | { readonly kind: 'exception'; readonly type: string }
  /** PutRecords: every `every`th record of the call is refused, the others are stored. */
  | { readonly kind: 'refuse'; readonly every: number };

/** A request that a script decides about. */
interface FaultRequest {
  readonly operation: string;
  readonly input: Input;
  /** How many calls of this operation there were, this one included. */
  readonly count: number;
  /** The shard it is about, also when only an iterator shows it. */
  readonly shardId: string | undefined;
}

/** Consulted for every request. */
export type FaultScript = (request: FaultRequest) => Fault | undefined;

/** A script from a list for each operation: the nth call of it gets the nth entry, later ones none. */
export function faultQueue(lists: Readonly<Record<string, readonly (Fault | undefined)[]>>): FaultScript {
  return ({ operation, count }) => lists[operation]?.[count - 1];
}
