import { useEffect, useMemo, useState } from 'react';
import { useKeys } from '../../app/keys.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { count } from '../../words/amount.ts';
import { DiscardDialog } from './discard-dialog.tsx';
import type { NarrowedGroup } from './filter.ts';
import { groupTitle } from './group.ts';
import { GroupVerdict } from './group-verdict.tsx';
import { LetterFacts } from './letter-facts.tsx';
import { LetterSteps } from './letter-steps.tsx';
import { LetterVerdict } from './letter-verdict.tsx';
import { type Letter, useLetters } from './letters.ts';
import { applied, type Change, changesOf, inWords, type Payload } from './payload-change.ts';
import { asText, PayloadEditor, parsePayload } from './payload-editor.tsx';
import { RedriveDialog, type ToRedrive } from './redrive-dialog.tsx';
import { useSettling } from './settle.ts';
import { type Proposal, useDryRun } from './use-dry-run.ts';

interface GroupDeskProps {
  group: NarrowedGroup;
  letterId: string | undefined;
  onLetter(id: string): void;
}

/** One group: what redriving it would come to, one letter of it, its payload, and the acts. */
export function GroupDesk({ group, letterId, onLetter }: GroupDeskProps) {
  const { data: letters } = useLetters(group, 'open');
  const letter = letters?.find(({ id }) => id === letterId) ?? letters?.[0];
  if (!letters || !letter)
    return (
      <Card title={groupTitle(group)}>
        <Skeleton what="the letters" />
      </Card>
    );
  return <Desk key={letter.id} group={group} letters={letters} letter={letter} onLetter={onLetter} />;
}

function Desk({
  group,
  letters,
  letter,
  onLetter,
}: {
  group: NarrowedGroup;
  letters: Letter[];
  letter: Letter;
  onLetter(id: string): void;
}) {
  const [text, setText] = useState(() => asText(letter.message.payload));
  const [everywhere, setEverywhere] = useState(true);
  const [asking, setAsking] = useState<ToRedrive | 'discard'>();
  const settling = useSettling();

  const parsed = useMemo(() => parsePayload(text), [text]);
  const changes = useMemo(
    () => ('payload' in parsed ? changesOf(letter.message.payload, parsed.payload) : []),
    [parsed, letter],
  );
  const proposal = useMemo(
    () => ('payload' in parsed ? proposed(letters, letter, parsed.payload, changes, everywhere) : undefined),
    [parsed, letters, letter, changes, everywhere],
  );
  const [lastProposal, setLastProposal] = useState(proposal);
  useEffect(() => {
    if (proposal) setLastProposal(proposal);
  }, [proposal]);
  const tried = useDryRun(proposal ?? lastProposal);
  const own = tried.run?.items.find(({ deadLetterId }) => deadLetterId === letter.id);
  const accepted = (tried.run?.items ?? [])
    .filter(({ verdict }) => verdict === 'accepted')
    .map(({ deadLetterId }) => deadLetterId);
  const at = letters.indexOf(letter);

  const toRedrive = (ids: readonly string[]): ToRedrive => ({
    letters: ids.map((id) => {
      const payload = proposal?.payloads[id];
      return { id, ...(payload && { payload }) };
    }),
    staying: ids.length > 1 ? letters.length - ids.length : 0,
  });
  const blocked =
    'refused' in parsed
      ? 'The payload is no JSON yet'
      : tried.stale || !tried.run
        ? 'The dry run is under way'
        : undefined;
  const blockedHere = blocked ?? (own?.verdict === 'refused' ? 'It would be refused' : undefined);
  const step = (by: number) => {
    const next = letters[at + by];
    if (next) onLetter(next.id);
  };
  useKeys([
    {
      keys: ['r'],
      does: 'Redrive this letter (asks)',
      run: () => !blockedHere && setAsking(toRedrive([letter.id])),
    },
  ]);

  return (
    <>
      <Card
        head={<h2 className="grow ellipsis">{groupTitle(group)}</h2>}
        end={
          <>
            <Button kind="destructive" small onClick={() => setAsking('discard')}>
              Discard…
            </Button>
            <Button small disabledBecause={blockedHere} onClick={() => setAsking(toRedrive([letter.id]))}>
              Redrive one
            </Button>
            <Button
              kind="primary"
              small
              disabledBecause={blocked ?? (accepted.length === 0 ? 'No letter would be accepted' : undefined)}
              onClick={() => setAsking(toRedrive(accepted))}
            >
              Redrive {count(accepted.length)}
            </Button>
          </>
        }
      >
        <GroupVerdict tried={tried} edited={changes.length > 0} />
        <div className="split desk-split">
          <div className="section stack">
            <LetterSteps at={at} of={letters.length} onStep={step} />
            <LetterFacts letter={letter} />
          </div>
          <div className="section stack">
            <PayloadEditor
              original={letter.message.payload}
              text={text}
              refused={'refused' in parsed ? parsed.refused : undefined}
              onEdit={setText}
            />
            {changes.length > 0 && letters.length > 1 && (
              <label className="row small apply-all">
                <input
                  type="checkbox"
                  checked={everywhere}
                  onChange={({ target }) => setEverywhere(target.checked)}
                />
                <span>
                  Apply this change to all {letters.length}: {changes.map(inWords).join(', ')}
                </span>
              </label>
            )}
            <LetterVerdict item={own} stale={tried.stale} />
          </div>
        </div>
      </Card>
      {asking === 'discard' && (
        <DiscardDialog
          letterId={letter.id}
          groupIds={letters.map(({ id }) => id)}
          settling={settling}
          onClose={() => setAsking(undefined)}
        />
      )}
      {asking && asking !== 'discard' && (
        <RedriveDialog {...asking} settling={settling} onClose={() => setAsking(undefined)} />
      )}
    </>
  );
}

/** The letter as it is edited, and the others with the same change, or as they are. */
function proposed(
  letters: readonly Letter[],
  letter: Letter,
  edited: Payload,
  changes: readonly Change[],
  everywhere: boolean,
): Proposal {
  const others = letters.filter(({ id }) => id !== letter.id);
  if (changes.length === 0) return { ids: [letter.id, ...others.map(({ id }) => id)], payloads: {} };
  const payloads: Record<string, Payload> = { [letter.id]: edited };
  if (everywhere) for (const { id, message } of others) payloads[id] = applied(message.payload, changes);
  return { ids: [letter.id, ...others.map(({ id }) => id)], payloads };
}
