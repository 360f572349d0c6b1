/**
 * A reading that many ask for and one makes: at most one runs at a time, and after one that took long the next comes
 * later, so that reading takes no more than its share of the time. Nobody asks: nothing runs. A reading that fails leaves
 * the one before, and whoever asks next tries again.
 */
export class Cached<Value> {
  private readonly read: () => Promise<Value>;
  private readonly everyMs: number;
  private readonly share: number;
  private value: { of: Value; freshUntil: number } | undefined;
  private reading: Promise<Value> | undefined;

  /** @param options.share of the time that reading may take; default a tenth. */
  constructor(read: () => Promise<Value>, { everyMs, share = 0.1 }: { everyMs: number; share?: number }) {
    this.read = read;
    this.everyMs = everyMs;
    this.share = share;
  }

  /** At once where there is a value, however old: a stale one is replaced behind the caller's back. */
  async latest(): Promise<Value> {
    return this.known() ?? this.renew();
  }

  /** What is there already; undefined until the first reading has ended, which this begins. */
  known(): Value | undefined {
    if (!this.value || Date.now() >= this.value.freshUntil) this.renew().catch(() => undefined);
    return this.value?.of;
  }

  /** The first reading, if it ends in time. */
  async within(ms: number): Promise<Value | undefined> {
    const known = this.known();
    return known !== undefined ? known : this.renewed(ms);
  }

  /** A fresh one if it can be had in time, else the one before; undefined where there was none. */
  async fresh(ms: number): Promise<Value | undefined> {
    const before = this.value;
    if (before && Date.now() < before.freshUntil) return before.of;
    return (await this.renewed(ms)) ?? before?.of;
  }

  private renewed(ms: number): Promise<Value | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), ms);
    });
    return Promise.race([this.renew(), late]).finally(() => clearTimeout(timer));
  }

  private renew(): Promise<Value> {
    this.reading ??= this.run().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async run(): Promise<Value> {
    const begun = Date.now();
    const of = await this.read();
    this.value = { of, freshUntil: begun + Math.max(this.everyMs, (Date.now() - begun) / this.share) };
    return of;
  }
}
