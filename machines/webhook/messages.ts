import { z } from 'zod';
import { notificationKind } from '../notification/messages.ts';

const url = z
  .string()
  .max(2_000)
  .superRefine((text, context) => {
    const problem = whyUnusable(text);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  });

function whyUnusable(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be an absolute URL';
  const { protocol, username, password, hash } = new URL(text);
  if (protocol !== 'https:' && protocol !== 'http:') return 'must begin with https:// or http://';
  if (username || password) return 'must not hold a user name or a password; requests are signed instead';
  return hash ? 'must not have a fragment' : undefined;
}

/** What a webhook is asked; the id is the webhook's. */
export const webhookCommands = {
  RegisterWebhook: z
    .object({
      url,
      events: z
        .array(notificationKind)
        .min(1)
        .optional()
        .describe('Which notifications it wants; none named: all.'),
    })
    .describe('Tell this address from now on.'),
  DeleteWebhook: z.object({}).describe('Tell it no more; what is under way is skipped.'),
  DescribeWebhook: z.object({}).describe('Where and signed with what?'),
} as const;

export const webhookReplies = {
  WebhookDescribed: z.object({
    target: z
      .object({ url: z.string(), secret: z.string() })
      .nullable()
      .describe('Null: there is no such webhook.'),
  }),
} as const;

export type WebhookDescribed = z.infer<typeof webhookReplies.WebhookDescribed>;
