/** Closes what was opened in it, last first, however the opening of the rest went. */
export class Scope implements AsyncDisposable {
  readonly #resources: AsyncDisposable[] = [];

  /** Takes over a resource. */
  use<Resource extends AsyncDisposable>(resource: Resource): Resource {
    this.#resources.push(resource);
    return resource;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const resource of this.#resources.reverse()) await resource[Symbol.asyncDispose]();
  }
}
