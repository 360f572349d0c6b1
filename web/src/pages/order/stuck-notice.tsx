import { deadLetterPath } from '../../address/places.ts';
import { go } from '../../address/use-params.ts';
import type { ActorNow } from '../../api/types.ts';
import { useKeys } from '../../app/keys.ts';
import { ButtonLink } from '../../components/button.tsx';
import { Notice } from '../../components/notice.tsx';
import { counted } from '../../words/amount.ts';
import { sentence } from '../../words/sentence.ts';

/** Why it is stuck, and the fix. */
export function StuckNotice({ now }: { now: ActorNow }) {
  const { stuck } = now;
  const to = stuck && fixPath(stuck);
  useKeys([{ keys: ['r'], does: 'Fix and redrive', run: () => to && go(to) }]);
  if (!stuck) return null;
  const parked = now.waiting.filter(({ place }) => place === 'parked').length;
  const waits = parked > 0 && `${counted(parked, 'later message')} ${parked === 1 ? 'waits' : 'wait'} behind it.`;
  return (
    <Notice
      title={sentence(stuck.cause)}
      action={
        to && (
          <ButtonLink small kind="primary" to={to}>
            {stuck.fix.label}
          </ButtonLink>
        )
      }
    >
      {waits}
    </Notice>
  );
}

type StuckNow = NonNullable<ActorNow['stuck']>;

function fixPath({ fix }: StuckNow): string | undefined {
  if (fix.action === 'redrive')
    return deadLetterPath(undefined, 'deadLetterId' in fix ? fix.deadLetterId : undefined);
  return fix.action === 'actor' ? undefined : '/transport';
}
