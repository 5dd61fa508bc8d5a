/** What is not wanted of a value (an item, a record, a member of one): a tree along Singer's breadcrumbs. */
export interface Unwanted {
  /** Where it is: `["properties", "address", "properties", "street"]`. */
  readonly breadcrumb: readonly string[];
  /** All of it; whatever is said of its parts does not matter then. */
  all: boolean;
  readonly members: Map<string, Unwanted>;
  /** Of all elements, where the value is an array. */
  elements: Unwanted | undefined;
  /** Whether a schema or a value had something at this place, or it was logged that nothing has. */
  matched: boolean;
}

const PROPERTIES = 'properties';
const ITEMS = 'items';

/** True for the breadcrumb of a property or of array elements, at any depth. */
export function isBreadcrumb([step, ...deeper]: readonly string[]): boolean {
  if (step !== PROPERTIES && step !== ITEMS) return false;
  const below = step === ITEMS ? deeper : deeper.slice(1);
  if (step === PROPERTIES && deeper.length === 0) return false;
  return below.length === 0 || isBreadcrumb(below);
}

/** Makes the tree of breadcrumbs, each of the form that `isBreadcrumb` asks for. */
export function unwantedOf(breadcrumbs: Iterable<readonly string[]>): Unwanted {
  const root = nodeAt([]);
  for (const breadcrumb of breadcrumbs) place(root, breadcrumb).all = true;
  return root;
}

/** Nothing is unwanted. */
export const ALL_WANTED: Unwanted = unwantedOf([]);

/** True when all of a value is wanted. */
export function wantsAll({ all, members, elements }: Unwanted): boolean {
  return !all && members.size === 0 && elements === undefined;
}

/** The tree with some of its members. */
export function withMembers(tree: Unwanted, isTaken: (name: string) => boolean): Unwanted {
  return { ...tree, members: new Map([...tree.members].filter(([name]) => isTaken(name))) };
}

/** What is unwanted but nothing has matched. */
export function unmet(tree: Unwanted): Unwanted[] {
  if (tree.all) return tree.matched ? [] : [tree];
  return below(tree).flatMap(unmet);
}

/** The nodes directly below a node. */
function below({ members, elements }: Unwanted): Unwanted[] {
  return [...members.values(), ...(elements === undefined ? [] : [elements])];
}

function nodeAt(breadcrumb: readonly string[]): Unwanted {
  return { breadcrumb, all: false, members: new Map(), elements: undefined, matched: false };
}

/** The node of a breadcrumb, made where it is missing. */
function place(root: Unwanted, breadcrumb: readonly string[]): Unwanted {
  let node = root;
  for (let depth = 0; depth < breadcrumb.length; ) {
    const name = breadcrumb[depth] === ITEMS ? undefined : breadcrumb[depth + 1];
    depth += name === undefined ? 1 : 2;
    node = child(node, name, breadcrumb.slice(0, depth));
  }
  return node;
}

/** The node of a member, or, without a name, of the elements. */
function child(parent: Unwanted, name: string | undefined, breadcrumb: readonly string[]): Unwanted {
  const known = name === undefined ? parent.elements : parent.members.get(name);
  if (known !== undefined) return known;
  const made = nodeAt(breadcrumb);
  if (name === undefined) parent.elements = made;
  else parent.members.set(name, made);
  return made;
}
