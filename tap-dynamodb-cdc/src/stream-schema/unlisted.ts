import { isJsonObject, type JsonSchema } from '@cdc-relay/singer';
import { type Unwanted, unmet } from './unwanted.ts';

/**
 * The parts of a tree that certainly match nothing in a schema: it lists the members of the place, and has no such one. Where a schema does not say what there may be, nothing is certain.
 */
export function unlisted(tree: Unwanted, schema: JsonSchema): Unwanted[] {
  const ofElements = tree.elements === undefined ? [] : unlistedElements(tree.elements, schema);
  return [...[...tree.members].flatMap(([name, node]) => unlistedMember(name, node, schema)), ...ofElements];
}

/** The objects that are selected themselves, but none of the members that a schema lists of them. */
export function emptied({ members }: Unwanted, { properties }: JsonSchema): Unwanted[] {
  return [...members].flatMap(([name, node]) => {
    const schema = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (node.all || !isJsonObject(schema)) return [];
    const listed = isJsonObject(schema.properties) ? Object.keys(schema.properties) : [];
    const isEmpty = listed.length > 0 && listed.every((member) => node.members.get(member)?.all === true);
    return isEmpty ? [node] : emptied(node, schema);
  });
}

function unlistedMember(name: string, node: Unwanted, schema: JsonSchema): Unwanted[] {
  const { properties } = schema;
  if (!isJsonObject(properties)) return mayBe('object', schema) ? [] : unmet(node);
  const member = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (member === undefined) return unmet(node);
  return !node.all && isJsonObject(member) ? unlisted(node, member) : [];
}

function unlistedElements(node: Unwanted, schema: JsonSchema): Unwanted[] {
  if (!mayBe('array', schema)) return unmet(node);
  return !node.all && isJsonObject(schema.items) ? unlisted(node, schema.items) : [];
}

function mayBe(type: string, schema: JsonSchema): boolean {
  return (
    schema.type === undefined ||
    schema.type === type ||
    (Array.isArray(schema.type) && schema.type.includes(type))
  );
}
