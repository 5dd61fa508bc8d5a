import { messageOf } from '../errors/errors.ts';
import { readRegular } from '../files/regular-file.ts';

/** URLs are shorter; a larger file is another one. */
const MAX_BYTES = 65_536;

/** Reads a file that holds a URL, alone on its first line. Nothing of what it holds is shown. */
export function readUrlFile(
  setting: string,
  path: unknown,
): { readonly url: string } | { readonly url?: undefined; readonly problem: string } {
  const refuse = (reason: string) => ({ problem: `"${setting}" cannot be read: ${reason}` });
  if (typeof path !== 'string') return refuse('it is not a path');
  try {
    const url = readRegular(path, MAX_BYTES).trim();
    return url === '' || /\s/.test(url)
      ? refuse(`${path} does not contain one URL and nothing else`)
      : { url };
  } catch (error) {
    return refuse(messageOf(error));
  }
}
