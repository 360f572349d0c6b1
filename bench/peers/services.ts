/** The business of the saga, the same for every peer: three services, each with one row of its own in PostgreSQL. */
import pg from 'pg';

/** Repeating any of these changes nothing: peers may run a step again after a crash. */
export interface Services {
  reserve(orderId: string): Promise<void>;
  /** False where the provider declines. */
  charge(orderId: string, declined: boolean): Promise<boolean>;
  ship(orderId: string): Promise<void>;
  release(orderId: string): Promise<void>;
}

const TABLES = `
  CREATE TABLE reservations (order_id text PRIMARY KEY, status text NOT NULL);
  CREATE TABLE payments (order_id text PRIMARY KEY, status text NOT NULL);
  CREATE TABLE shipments (order_id text PRIMARY KEY)`;
const RESERVE = `INSERT INTO reservations VALUES ($1, 'reserved') ON CONFLICT DO NOTHING`;
const CHARGE = 'INSERT INTO payments VALUES ($1, $2) ON CONFLICT DO NOTHING';
const SHIP = 'INSERT INTO shipments VALUES ($1) ON CONFLICT DO NOTHING';
const RELEASE = `UPDATE reservations SET status = 'released' WHERE order_id = $1`;
const COUNTS = `
  SELECT (SELECT count(*) FROM reservations WHERE status = 'reserved')::int AS reserved,
         (SELECT count(*) FROM reservations WHERE status = 'released')::int AS released,
         (SELECT count(*) FROM payments WHERE status = 'charged')::int AS charged,
         (SELECT count(*) FROM payments WHERE status = 'declined')::int AS declined,
         (SELECT count(*) FROM shipments)::int AS shipped`;

/** Each call is one prepared statement and one commit. */
export class SqlServices implements Services {
  private readonly pool: pg.Pool;

  /** Makes the tables. `connections` write at a time: their commits share the waits for the disk. */
  static async open(databaseUrl: string, connections: number): Promise<SqlServices> {
    const services = new SqlServices(new pg.Pool({ connectionString: databaseUrl, max: connections }));
    await services.pool.query(TABLES);
    return services;
  }

  private constructor(pool: pg.Pool) {
    this.pool = pool;
    pool.on('error', () => undefined); // an idle connection went with its server: whoever needs it is told
  }

  async reserve(orderId: string): Promise<void> {
    await this.pool.query({ name: 'reserve', text: RESERVE, values: [orderId] });
  }

  async charge(orderId: string, declined: boolean): Promise<boolean> {
    await this.pool.query({ name: 'charge', text: CHARGE, values: [orderId, declined ? 'declined' : 'charged'] });
    return !declined;
  }

  async ship(orderId: string): Promise<void> {
    await this.pool.query({ name: 'ship', text: SHIP, values: [orderId] });
  }

  async release(orderId: string): Promise<void> {
    await this.pool.query({ name: 'release', text: RELEASE, values: [orderId] });
  }

  /** What the rows say other than they should. */
  async problems({ confirmed, cancelled }: { confirmed: number; cancelled: number }): Promise<string[]> {
    const { rows } = await this.pool.query<Record<string, number>>(COUNTS);
    const expected = {
      reserved: confirmed,
      released: cancelled,
      charged: confirmed,
      declined: cancelled,
      shipped: confirmed,
    };
    return Object.entries(expected).flatMap(([what, count]) =>
      rows[0]?.[what] === count ? [] : [`${what}: ${rows[0]?.[what]} rows instead of ${count}`],
    );
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

/** Services that keep no rows, to see what the rows cost. */
export const rowless: Services = {
  reserve: async () => undefined,
  charge: async (_, declined) => !declined,
  ship: async () => undefined,
  release: async () => undefined,
};
