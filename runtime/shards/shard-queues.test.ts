import { expect, test } from '@jest/globals';
import { Registry } from '../registry.ts';
import { seatActor, ticketActor } from '../testing/toy.ts';
import { Layout } from './layout.ts';
import { queuesOf, ShardQueues } from './shard-queues.ts';

const registry = new Registry([ticketActor(), seatActor()]);
const layout = new Layout(2);

function recorded() {
  const told: string[] = [];
  let finish: () => void = () => undefined;
  const transport = {
    work: (name: string) => {
      told.push(`work ${name}`);
      return {
        pause: async () => void told.push(`pause ${name}`),
        finish: () => {
          told.push(`finish ${name}`);
          return new Promise<void>((resolve) => {
            finish = resolve;
          });
        },
        resume: async () => void told.push(`resume ${name}`),
      };
    },
  };
  const queues = new ShardQueues({ layout, registry, transport, concurrency: 1, receive: async () => undefined });
  return { queues, told, finish: () => finish() };
}

test('each type has a queue per shard, and one for its activities', () => {
  expect(queuesOf(registry, layout, ['ticket', 'seat'])).toEqual([
    'ticket.0',
    'ticket.1',
    'ticket.0.activities',
    'ticket.1.activities',
    'seat.0',
    'seat.1',
  ]);
});

test('a shard that comes back is taken up again only after it was finished', async () => {
  const { queues, told, finish } = recorded();
  queues.open(['seat'], 1);
  const closed = queues.close(['seat'], 1);
  queues.open(['seat'], 1);
  await Promise.resolve();
  expect(told).toEqual(['work seat.1', 'finish seat.1']);
  finish();
  await closed;
  await queues.close([], 1);
  expect(told).toEqual(['work seat.1', 'finish seat.1', 'resume seat.1']);
});

test('activities are not waited for', async () => {
  const { queues, told, finish } = recorded();
  queues.open(['ticket'], 0);
  const closed = queues.close(['ticket'], 0);
  await Promise.resolve();
  finish();
  await closed;
  expect(told.slice(2)).toEqual(['pause ticket.0.activities', 'finish ticket.0']);
});
