import { nameParts, stringValue } from '../grammar/names.ts';
import { childOf, find, type Node } from '../grammar/tree.ts';
import type { CommandPlan, Settings } from '../rewrite/plan.ts';

/** SET [SESSION] name = value: kept for the session; any name goes, as in CrateDB. */
export function planSet(statement: Node): CommandPlan {
  const written = childOf(statement, 'Qname');
  const value = find(statement, 'SetExpr');
  const name = written === undefined ? '' : nameParts(written).join('.');
  const run = async (settings: Settings) => {
    settings.set(name, value ? (stringValue(value) ?? value.text).toLowerCase() : 'default');
    return 'SET 0';
  };
  return { kind: 'command', run };
}

/** A statement that is accepted and does nothing, such as BEGIN: CrateDB has no transactions. */
export function planNothing(tag: string): CommandPlan {
  return { kind: 'command', run: async () => tag };
}

/** A setting that is on unless it was set to something else. */
export function isOn(settings: Settings, name: string, byDefault: boolean): boolean {
  const value = settings.get(name);
  return value === undefined || value === 'default' ? byDefault : ['true', 't', 'on', '1'].includes(value);
}
