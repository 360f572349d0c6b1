import { OrderlyError } from '../errors.ts';
import type { Sql } from '../sql.ts';

/** A statement came when the transaction it belonged to was about to commit, or had failed. */
export class StatementTooLate extends OrderlyError {
  constructor(name: string) {
    super(
      'STATEMENT_TOO_LATE',
      `The statement ${name} came after its handler had returned or failed; await every statement`,
      'never',
    );
  }
}

/** The transaction of a batch, as long as code of actors may use it: afterwards the connection works for another. */
export class ActorSql implements Sql {
  private readonly sql: Sql;
  private isOver = false;

  constructor(sql: Sql) {
    this.sql = sql;
  }

  query<Row = Record<string, unknown>>(name: string, text: string, values?: readonly unknown[]): Promise<Row[]> {
    if (this.isOver) return Promise.reject(new StatementTooLate(name));
    return this.sql.query(name, text, values);
  }

  end(): void {
    this.isOver = true;
  }
}
