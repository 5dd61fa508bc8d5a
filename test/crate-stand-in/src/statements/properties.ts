import { checkOption } from '../catalogue/options.ts';
import { nameOf, stringValue } from '../grammar/names.ts';
import { childOf, findAll, type Node } from '../grammar/tree.ts';

/** The options of a WITH or SET clause; refuses what CrateDB knows no option for. */
export function readOptions(clause: Node | undefined): Map<string, string> {
  const options = new Map((clause ? findAll(clause, 'GenericProperty') : []).map(readProperty));
  for (const [name, value] of options) checkOption(name, value);
  return options;
}

function readProperty(property: Node): [name: string, value: string] {
  const name = childOf(property, 'Ident');
  const value = childOf(property, 'Expr');
  return [name ? nameOf(name) : '', value ? (stringValue(value) ?? value.text.toLowerCase()) : ''];
}
