import { z } from 'zod';
import { identifier } from '../../machines/identifier.ts';
import { notificationKind } from '../../machines/notification/messages.ts';
import { webhookCommands } from '../../machines/webhook/messages.ts';
import { address } from '../../runtime/index.ts';
import type { Context } from '../context.ts';
import { Refused, WebhookNotFound } from '../errors.ts';
import { executeOnce, idFromKey } from '../idempotency.ts';
import { newId } from '../new-id.ts';
import { CreatedHeaders, OnceHeaders } from '../openapi/headers.ts';
import { route } from '../openapi/route.ts';
import { procedure, router } from '../trpc.ts';

const tag = 'Webhooks';

const Webhook = z
  .object({
    webhookId: z.string(),
    url: z.string(),
    events: z.array(notificationKind).optional().describe('Absent: all'),
    createdAt: z.string(),
  })
  .meta({ id: 'Webhook' });
const NewWebhook = Webhook.extend({ secret: z.string().describe('Signs the requests; told this once') }).meta({
  id: 'NewWebhook',
});
type NewWebhook = z.infer<typeof NewWebhook>;

const register = route('POST', '/api/webhooks', {
  tag,
  summary: 'Have notifications sent to an address',
  description: 'Requests are signed as Standard Webhooks says: HMAC-SHA256 over id, timestamp and body.',
  answers: { 201: 'It is told from now on' },
  problems: ['REFUSED', 'IDEMPOTENCY_KEY_REUSED', 'MALFORMED_HEADER'],
  requestHeaders: OnceHeaders,
  responseHeaders: CreatedHeaders,
});
const list = route('GET', '/api/webhooks', { tag, summary: 'All webhooks, without their secrets' });
const remove = route('DELETE', '/api/webhooks/{webhookId}', {
  tag,
  summary: 'Tell an address no more',
  description: 'What is under way to it is skipped.',
  answers: { 200: 'The webhook that was deleted' },
  problems: ['WEBHOOK_NOT_FOUND'],
});

export const webhooks = router({
  register: procedure
    .meta(register)
    .input(webhookCommands.RegisterWebhook)
    .output(NewWebhook)
    .mutation(({ ctx, input }) => registerWebhook(ctx, input)),

  list: procedure
    .meta(list)
    .input(z.object({}))
    .output(z.object({ items: z.array(Webhook) }))
    .query(async ({ ctx }) => ({ items: await ctx.webhooks.list() })),

  delete: procedure
    .meta(remove)
    .input(z.object({ webhookId: identifier }))
    .output(Webhook)
    .mutation(async ({ ctx, input: { webhookId } }) => {
      const webhook = await ctx.webhooks.get(webhookId);
      if (!webhook) throw new WebhookNotFound(webhookId);
      const { correlationId, traceparent } = ctx.request;
      const to = address('webhook', webhookId);
      const command = { to, type: 'DeleteWebhook', payload: {}, correlationId, traceparent };
      const { refused } = await ctx.runtime.execute(command);
      if (refused) throw new Refused(refused);
      return webhook;
    }),
});

/** Whoever repeats a request under its key gets the secret again: the first answer may have been lost. */
async function registerWebhook(
  ctx: Context,
  payload: z.output<typeof webhookCommands.RegisterWebhook>,
): Promise<NewWebhook> {
  const { idempotencyKey: key } = ctx.request;
  const webhookId = key === undefined ? newId() : idFromKey('webhook', key);
  const command = { to: address('webhook', webhookId), type: 'RegisterWebhook', payload };
  const { refused } = await executeOnce(ctx, command, webhookCommands.RegisterWebhook.parse);
  if (refused) throw new Refused(refused);
  const webhook = await ctx.webhooks.get(webhookId);
  if (!webhook) throw new WebhookNotFound(webhookId);
  ctx.answer(201, { Location: `/api/webhooks/${webhookId}` });
  return webhook;
}
