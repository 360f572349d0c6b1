/** One connection inside one transaction. Statements are prepared under their name, once per connection. */
export interface Sql {
  /** Runs a statement that has a name of its own; the same name always has the same text. Returns the rows. */
  query<Row = Record<string, unknown>>(name: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** What PostgreSQL gets as it is; encoding it cannot fail. Arrays go as `texts`, `integers` and the like. */
export type PlainValue = Buffer | string | number | boolean | null;

/** What code of actors gets: the transaction of its batch, until it returns. */
export interface ActorSql extends Sql {
  /**
   * Sends a statement and goes on: a round trip less. Its answer is looked at with the commit, so it has to fail at the
   * server where it could not do what it should (`orFail`); then nothing of the batch happens, and `explain` says what the
   * server's error means.
   */
  write(name: string, text: string, values: readonly PlainValue[], explain?: (error: unknown) => unknown): void;
}
