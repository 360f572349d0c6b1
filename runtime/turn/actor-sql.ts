import { OrderlyError } from '../errors.ts';
import type { ActorSql, Sql } from '../sql.ts';

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
export class BatchSql {
  private readonly sql: Sql;
  private readonly pending: Promise<unknown>[] = [];
  private isOver = false;

  constructor(sql: Sql) {
    this.sql = sql;
  }

  /** For the code of one actor type; `failed` is told what became of a write that nobody waited for, and makes its error. */
  for(failed: (cause: unknown) => unknown): ActorSql {
    return {
      query: async (name, text, values) => {
        this.mustGoOn(name);
        return this.sql.query(name, text, values);
      },
      write: (name, text, values, explain) => {
        this.mustGoOn(name);
        mustArrive(name, text, values);
        const written = this.sql.query(name, text, values).catch((error: unknown) => {
          throw failed(explain ? explain(error) : error);
        });
        written.catch(() => undefined); // looked at with the commit
        this.pending.push(written);
      },
    };
  }

  /** What was sent and not waited for. */
  get written(): readonly Promise<unknown>[] {
    return this.pending;
  }

  end(): void {
    this.isOver = true;
  }

  private mustGoOn(name: string): void {
    if (this.isOver) throw new StatementTooLate(name);
  }
}

const texts = new Map<string, string>();

/** What fails before it reaches the server would not fail there, and the commit behind it would go through. */
function mustArrive(name: string, text: string, values: readonly unknown[]): void {
  const known = texts.get(name) ?? text;
  if (known !== text)
    throw new TypeError(`the statement ${name} was used with another text; give each a name of its own`);
  texts.set(name, text);
  const odd = values.findIndex((value) => value !== null && !Buffer.isBuffer(value) && !PLAIN.has(typeof value));
  if (odd >= 0)
    throw new TypeError(`value ${odd + 1} of the statement ${name} has to be encoded first, as with texts()`);
}

const PLAIN = new Set(['string', 'number', 'boolean']);
