// What was seen and may not be seen again, until it has expired.

export class Replays {
  #seen = new Map();

  // first says whether the key is new, and remembers it.
  first(key, until, now) {
    if (this.#seen.size > 10000) this.#sweep(now);
    if ((this.#seen.get(key) ?? -Infinity) >= now) return false;
    this.#seen.set(key, until);
    return true;
  }

  #sweep(now) {
    for (const [key, until] of this.#seen) if (until < now) this.#seen.delete(key);
  }
}
