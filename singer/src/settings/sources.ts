/** Settings as a source has them: unchecked. */
export type Given = { readonly [name: string]: unknown };

/** A place that settings come from. */
export interface SettingsSource {
  /** As messages call it: `the command line`. */
  readonly name: 'the command line' | 'the environment' | 'the files of --config' | 'the file .env';
  readonly settings: Given;
}

/** True for what is read because it is there: nobody has named it. */
export function isFound({ name }: SettingsSource): boolean {
  return name === 'the file .env';
}
