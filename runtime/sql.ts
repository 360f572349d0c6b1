/** One connection inside one transaction. Statements are prepared under their name, once per connection. */
export interface Sql {
  /** Runs a statement that has a name of its own; the same name always has the same text. Returns the rows. */
  query<Row = Record<string, unknown>>(name: string, text: string, values?: readonly unknown[]): Promise<Row[]>;
}
