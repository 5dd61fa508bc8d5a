/** The host, Kinesis stream or table of a source, and its region; without credentials. */
export function placeOf(source: string): string {
  if (!URL.canParse(source)) return '';
  const { host, searchParams } = new URL(source);
  const region = searchParams.get('region');
  return `${host}/${pathOf(source)}${region === null ? '' : ` in ${region}`}`;
}

/** The hosts, schema and table of a target; without credentials, also where they hold characters that URLs have to escape. */
export function placeOfTarget(target: string): string {
  const [address = ''] = target.replace(/^[^:]+:\/\//, '').split(/[?#]/);
  return address.slice(address.lastIndexOf('@') + 1);
}

/** Schema and table, or the Kinesis stream: several hosts in a URL are more than the URL standard knows. */
export function pathOf(url: string): string {
  const path = /^[^:]+:\/\/[^/?#]*\/([^?#]*)/.exec(url)?.[1] ?? '';
  return path.replace(/\/$/, '');
}
