/** Takes one processor out of a started system and puts it back. */
import { Queue } from 'bullmq';
import { inTransaction } from '../runtime/store/session.ts';
import { type FoundSystem, type StartedProcess, startProcess } from './system.ts';

interface Workshop {
  pid: number;
  /** Actor types. */
  works: string[];
}

const LIVING = `SELECT description FROM processes WHERE beat > now() - interval '3 seconds'`;

/** The living processes that work this processor. */
export async function whoWorks({ databaseUrl }: FoundSystem, processor: string): Promise<Workshop[]> {
  const rows = await inTransaction(databaseUrl, 'who-works', (sql) =>
    sql.query<{ description: string }>('living', LIVING),
  );
  return rows
    .map(({ description }) => ({
      pid: Number(/^pid (\d+)/.exec(description)?.[1]),
      works: /worker of ([^,]+)/.exec(description)?.[1]?.split(' ') ?? [],
    }))
    .filter(({ works }) => works.includes(processor));
}

export interface Outage {
  /** In a sentence: what was done to it. */
  how: string;
  /** Puts it back. */
  end(): Promise<void>;
}

/** What is about to be hit, and how to hit it. */
export interface Victim {
  about: string;
  /** Whether it can be hit while it works; else only work that comes later waits. */
  atWork: boolean;
  strike(): Promise<Outage>;
  /** Leaves the system as it was found. */
  leave(): Promise<void>;
}

const isProcessor = (type: string) => type.startsWith('processor-');

/**
 * A processor in a process of its own is killed with SIGKILL; where nobody works it, one is started to be killed. Inside
 * a process that does other work too, its queues are paused: killing that process would kill the rest of the system.
 */
export async function chooseVictim(system: FoundSystem, processor: string): Promise<Victim> {
  const workshops = await whoWorks(system, processor);
  const mixed = workshops.filter(({ works }) => !works.every(isProcessor));
  if (mixed.length > 0) return insideOthers(system, processor, mixed[0] as Workshop);
  const started: StartedProcess[] = [];
  const start = async () => {
    const process = startProcess(system.settings, [processor]);
    started.push(process);
    await process.ready;
  };
  if (workshops.length === 0) await start();
  const pids = workshops.length > 0 ? workshops.map(({ pid }) => pid) : started.map(({ pid }) => pid);
  const own = workshops.length === 0 ? ', started for this' : '';
  return {
    atWork: true,
    about: `${processor} runs in a process of its own${own}: pid ${pids.join(', ')}. It gets kill -9.`,
    async strike() {
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      return { how: `kill -9 ${pids.join(' ')}`, end: start };
    },
    async leave() {
      await Promise.all(started.map((each) => each.end('SIGTERM')));
      if (workshops.length > 0) console.log(`   Start yours again: npm start -- --role ${processor}`);
    },
  };
}

function insideOthers(system: FoundSystem, processor: string, { pid, works }: Workshop): Victim {
  const queues = [processor, `${processor}.activities`].map(
    (name) => new Queue(name, { connection: { url: system.redisUrl, maxRetriesPerRequest: null } }),
  );
  const resume = async () => void (await Promise.all(queues.map((queue) => queue.resume())));
  return {
    atWork: false,
    about:
      `${processor} runs inside process ${pid}, which works ${works.length - 1} other types too. To leave those alone, its ` +
      'queues are paused: its work waits as if it were dead. (For a real kill -9 start it apart, with --role.)',
    async strike() {
      await Promise.all(queues.map((queue) => queue.pause()));
      return { how: `paused the queues ${queues.map(({ name }) => name).join(' and ')}`, end: resume };
    },
    async leave() {
      await resume();
      await Promise.all(queues.map((queue) => queue.close()));
    },
  };
}
