import type { AsyncApiDocument } from '../asyncapi.ts';
import type { MessageSchemas } from '../messages.ts';
import { type Breach, compareSchemas, type Direction } from './schema.ts';

const DIRECTIONS: Record<keyof MessageSchemas, Direction> = { commands: 'in', replies: 'out', events: 'out' };

export function compareMessages(before: MessageSchemas, after: MessageSchemas): Breach[] {
  const breaches: Breach[] = [];
  for (const [kind, direction] of Object.entries(DIRECTIONS) as [keyof MessageSchemas, Direction][])
    for (const [actor, types] of Object.entries(before[kind] ?? {}))
      for (const [type, schema] of Object.entries(types)) {
        const path = `${kind}/${actor}/${type}`;
        const now = after[kind]?.[actor]?.[type];
        breaches.push(...(now ? compareSchemas(schema, now, path, direction) : [{ path, problem: 'is removed' }]));
      }
  return breaches;
}

/** Where messages travel; what is in them is compared by {@link compareMessages}. */
export function compareChannels(before: AsyncApiDocument, after: AsyncApiDocument): Breach[] {
  return Object.entries(before.channels).flatMap(([name, channel]) => {
    const path = `channels/${name}`;
    const now = after.channels[name];
    if (!now) return [{ path, problem: 'is removed' }];
    const moved =
      now.address === channel.address
        ? []
        : [{ path, problem: `was at ${channel.address}, is at ${now.address}` }];
    const gone = Object.keys(channel.messages).filter((message) => !(message in now.messages));
    return [...moved, ...gone.map((message) => ({ path: `${path}/messages/${message}`, problem: 'is removed' }))];
  });
}
