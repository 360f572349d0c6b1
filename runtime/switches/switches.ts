/**
 * Actor types that nobody works until somebody starts them again.
 *
 * 1. The table `stopped_types` is the truth, so a stopped type stays stopped over restarts of any process.
 * 2. A process looks at it before it takes its first job, then once a second, and at once when the switch is turned in it.
 * 3. A process in which switches are not allowed neither reads the table nor heeds it.
 */
import type { StoppedType, Switches } from '../api.ts';
import { DevControlsOff } from '../errors.ts';
import type { Registry } from '../registry.ts';
import type { Sql } from '../sql.ts';

export interface SwitchesOptions {
  sql: Sql;
  registry: Registry;
  allowed: boolean;
  /** Has this process work every actor type but these. */
  apply(stopped: ReadonlySet<string>): void;
}

const STOPPED = 'SELECT actor_type, by, at FROM stopped_types ORDER BY at';
const STOP = 'INSERT INTO stopped_types (actor_type, by) VALUES ($1, $2) ON CONFLICT (actor_type) DO NOTHING';
const START = 'DELETE FROM stopped_types WHERE actor_type = $1';

export class StoredSwitches implements Switches {
  private readonly options: SwitchesOptions;
  /** One after the other, so that what was read last is applied last. */
  private refreshing: Promise<void> = Promise.resolve();

  constructor(options: SwitchesOptions) {
    this.options = options;
  }

  get allowed(): boolean {
    return this.options.allowed;
  }

  async stopped(sql: Sql = this.options.sql): Promise<StoppedType[]> {
    if (!this.allowed) return [];
    const rows = await sql.query<{ actor_type: string; by: string; at: Date }>('stopped_types', STOPPED);
    return rows.map(({ actor_type, by, at }) => ({ actorType: actor_type, by, since: at }));
  }

  async stop(actorType: string, { by }: { by: string }): Promise<void> {
    await this.turn(actorType, 'stop_type', STOP, [actorType, by]);
  }

  async start(actorType: string): Promise<void> {
    await this.turn(actorType, 'start_type', START, [actorType]);
  }

  /** Has this process do what the table says now. */
  refresh(sql?: Sql): Promise<void> {
    if (!this.allowed) return Promise.resolve();
    const refreshed = this.refreshing.then(async () => {
      const stopped = await this.stopped(sql);
      this.options.apply(new Set(stopped.map(({ actorType }) => actorType)));
    });
    this.refreshing = refreshed.catch(() => undefined);
    return refreshed;
  }

  private async turn(actorType: string, name: string, text: string, values: readonly unknown[]): Promise<void> {
    if (!this.allowed) throw new DevControlsOff();
    this.options.registry.get(actorType);
    await this.options.sql.query(name, text, values);
    await this.refresh();
  }
}
