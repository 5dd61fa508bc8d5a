import { setFlagsFromString } from 'node:v8';

/**
 * Has the heap grow by doubling, as in tap and target, and the part of it for new objects not at all: a page and its rows live longer
 * than that part, however large it is, so that it would only hold garbage. To be called before most modules are loaded.
 */
export function keepHeapSmall(): void {
  for (const flag of ['--heap-growing-percent=100', '--semi-space-growth-factor=1']) setFlagsFromString(flag);
}
