/** Remembers what was made of an object, as long as the object is there and nothing else has changed. */
export class Memo<Source extends object, Made> {
  private readonly made = new WeakMap<Source, { readonly key: string; readonly value: Made }>();

  /** @param key all else that it is made of */
  of(source: Source, key: string, make: () => Made): Made {
    const before = this.made.get(source);
    if (before?.key === key) return before.value;
    const value = make();
    this.made.set(source, { key, value });
    return value;
  }
}
