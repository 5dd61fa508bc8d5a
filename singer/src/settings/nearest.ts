import { closestMatch } from 'leven';

/** The name that somebody probably meant; undefined when none is like it. Case and separators do not count. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const forms = new Map(names.map((one) => [plain(one), one]));
  const given = plain(name);
  const close = closestMatch(given, [...forms.keys()], {
    maxDistance: Math.max(1, Math.floor(given.length / 3)),
  });
  return forms.get(close ?? '') ?? names.find((one) => areParts(words(one), words(name)));
}

/** `batch_size` for `batch_size_rows`, or `aws_region` for `region`: one says more than the other. */
function areParts(one: readonly string[], other: readonly string[]): boolean {
  const [few, many] = one.length < other.length ? [one, other] : [other, one];
  return few.every((word) => many.includes(word));
}

function words(name: string): string[] {
  return name.toLowerCase().split(/[^a-z0-9]+/);
}

function plain(name: string): string {
  return words(name).join('');
}

/** `; did you mean "port"?`, or nothing. */
export function hint(name: string, names: readonly string[], quote = '"'): string {
  const meant = nearest(name, names);
  return meant === undefined ? '' : `; did you mean ${quote}${meant}${quote}?`;
}
