/** Attributes that legacy global tables (2017.11.29) add to items for their own use; AWS reserves the prefix. */
const PREFIX = 'aws:rep:';
const DELETING = 'aws:rep:deleting';

/** Leaves out the attributes of global tables. Returns the image itself when there is none. */
export function withoutReplication(image: object): object {
  for (const name in image) if (name.startsWith(PREFIX)) return copyWithout(image);
  return image;
}

function copyWithout(image: object): object {
  return Object.fromEntries(Object.entries(image).filter(([name]) => !name.startsWith(PREFIX)));
}

/**
 * True for an image that marks an item as being deleted in another region. Such a MODIFY may follow the REMOVE, and
 * taken as a change it would bring the item back.
 */
export function marksDeletion(image: object): boolean {
  if (!Object.hasOwn(image, DELETING)) return false;
  const mark = (image as { [DELETING]?: { BOOL?: unknown } | null })[DELETING];
  return mark?.BOOL !== false;
}
