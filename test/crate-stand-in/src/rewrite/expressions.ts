import { castRule } from './casts.ts';
import { documentRule } from './document.ts';
import { arrayRule, identifierRule, objectRule, tableRule } from './literals.ts';
import { selectedNameRule } from './printed-name.ts';
import { type Render, type Rule, renderBy } from './render.ts';
import { rowVersionRule } from './row-version.ts';
import type { Scope } from './scope.ts';
import { subscriptRule } from './subscripts.ts';

/** Renders queries and expressions for PostgreSQL; `more` comes before the common rules. */
export function renderer(scope: Scope, more: readonly Rule[] = []): Render {
  const common = [
    selectedNameRule,
    castRule,
    subscriptRule(scope),
    documentRule(scope),
    rowVersionRule(scope),
    arrayRule,
    objectRule,
    tableRule(scope),
    identifierRule,
  ];
  return renderBy([...more, ...common]);
}
