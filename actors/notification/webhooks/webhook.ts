import { webhookCommands, webhookReplies } from '../../../machines/webhook/messages.ts';
import {
  defineHandlerActor,
  type HandlerActorDefinition,
  type HandlerOutcome,
  idOf,
  type Message,
  type Sql,
} from '../../../runtime/index.ts';
import { newSecret } from '../channels/signature.ts';
import { deleteWebhooks, insertWebhooks, readTargets } from './statements.ts';

/** Who else wants to be told, by webhook id. */
export function webhookActor(): HandlerActorDefinition {
  return defineHandlerActor({ type: 'webhook', messages: webhookCommands, replies: webhookReplies, handle });
}

async function handle(messages: readonly Message[], sql: Sql): Promise<HandlerOutcome[]> {
  const idsOf = (type: keyof typeof webhookCommands) =>
    messages.flatMap((message) => (message.type === type ? [idOf(message.to)] : []));
  const registered = messages.filter(({ type }) => type === 'RegisterWebhook').map(toRow);
  const [deleted, asked] = [idsOf('DeleteWebhook'), idsOf('DescribeWebhook')];
  const made = registered.length > 0 ? await insertWebhooks(sql, registered) : new Set();
  const gone = deleted.length > 0 ? await deleteWebhooks(sql, deleted) : new Set();
  const targets = asked.length > 0 ? await readTargets(sql, asked) : new Map();

  return messages.map(({ to, type }): HandlerOutcome => {
    const id = idOf(to);
    if (type === 'DescribeWebhook')
      return { reply: { type: 'WebhookDescribed', payload: { target: targets.get(id) ?? null } } };
    if (type === 'DeleteWebhook')
      return gone.has(id) ? {} : { refused: { code: 'WEBHOOK_NOT_FOUND', message: `There is no webhook ${id}` } };
    return made.has(id) ? {} : { refused: { code: 'REFUSED', message: `There is a webhook ${id} already` } };
  });
}

/** The secret is made here and never travels in a command, which would keep it in the journal. */
function toRow({ to, payload }: Message): Parameters<typeof insertWebhooks>[1][number] {
  const { url, events } = payload as { url: string; events?: string[] };
  return { webhook_id: idOf(to), url, kinds: events ?? null, secret: newSecret() };
}
