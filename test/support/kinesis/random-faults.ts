import type { Fault, FaultScript } from '@cdc-relay/hostile-kinesis';
import fc from 'fast-check';
import { seededRandom } from '../dynamodb/random.ts';

/** What goes wrong in a run. */
export interface RandomFaults {
  readonly seed: number;
  /** How probably a page is odd, or its iterator expired: this costs no time. */
  readonly odd: number;
  /** The call that fails in a way that is waited for. */
  readonly failing: number;
}

export const randomFaults: fc.Arbitrary<RandomFaults> = fc.record({
  seed: fc.nat(),
  odd: fc.constantFrom(0, 0.1, 0.4),
  failing: fc.nat(60),
});

const ODD: readonly Fault[] = [
  { kind: 'page', edit: { empty: true } },
  { kind: 'page', edit: { duplicate: true } },
  { kind: 'page', edit: { reverse: true } },
  { kind: 'page', edit: { keyless: true } },
  { kind: 'page', edit: { withoutNext: true } },
  { kind: 'page', edit: { limit: 1 } },
];

const FAILING: readonly Fault[] = [
  { kind: 'error', type: 'ExpiredIteratorException' },
  { kind: 'error', type: 'ProvisionedThroughputExceededException' },
  { kind: 'error', type: 'InternalFailure' },
  { kind: 'reset', when: 'before-headers' },
  { kind: 'reset', when: 'after-headers' },
  { kind: 'reset', when: 'mid-body' },
  { kind: 'garbage', body: '{}' },
];

/** The same for subscriptions, which know no iterators. */
const ODD_SUBSCRIPTIONS: readonly Fault[] = [
  ...ODD.filter((fault) => !(fault.kind === 'page' && fault.edit.withoutNext)),
  { kind: 'exception', type: 'InternalFailureException' },
  { kind: 'exception', type: 'ResourceInUseException' },
];
const FAILING_SUBSCRIPTIONS: readonly Fault[] = [
  ...FAILING.slice(2),
  { kind: 'error', type: 'ResourceInUseException' },
  { kind: 'error', type: 'KMSThrottlingException' },
  { kind: 'error', type: 'AccessDeniedException' },
];

function failureOf(operation: string): readonly Fault[] {
  if (operation === 'SubscribeToShard') return FAILING_SUBSCRIPTIONS;
  // Only GetRecords knows expired iterators.
  return operation === 'GetRecords' ? FAILING : FAILING.slice(1);
}

const ODD_ANSWERS: { readonly [operation: string]: readonly Fault[] } = {
  GetRecords: ODD,
  SubscribeToShard: ODD_SUBSCRIPTIONS,
};

/** The script of such faults: the same faults, the same script. */
export function scriptOf({ seed, odd, failing }: RandomFaults): FaultScript {
  const random = seededRandom(seed);
  let calls = 0;
  return ({ operation }) => {
    calls += 1;
    if (calls === failing) return random.pick(failureOf(operation));
    const odds = ODD_ANSWERS[operation];
    return odds !== undefined && random.chance(odd) ? random.pick(odds) : undefined;
  };
}
