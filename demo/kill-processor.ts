import { chooseVictim } from './processor.ts';
import { completedSignal, deadlineOf, lateAnswer, readSignal, submitSignal, words } from './signals.ts';
import type { FoundSystem } from './system.ts';
import { seconds, type Teller, until } from './tell.ts';

/** One processor is gone while signals are worked on: they complete without it, at their timeout, and say who is missing. */
export async function killProcessor(system: FoundSystem, tell: Teller, processor = 'processor-2'): Promise<void> {
  tell.say(`What to watch: npm start's queues at ${system.url}/queues, and GET ${system.url}/api/signals`);

  tell.chapter('A signal while everybody works');
  const victim = await chooseVictim(system, processor);
  tell.say(victim.about);
  try {
    const whole = await completedSignal(system, await submitSignal(system, 10));
    tell.say(words(whole));
    tell.check('completed with the answers of all', !whole.partial, whole);

    tell.chapter(`${processor} goes ${victim.atWork ? 'while' : 'before'} three signals are worked on`);
    const submit = () => Promise.all([20, 30, 40].map((value) => submitSignal(system, value)));
    const early = victim.atWork ? await submit() : undefined;
    const { how, end } = await victim.strike();
    tell.say(how);
    try {
      const ids = early ?? (await submit());
      tell.say(
        `The signals wait for it until their deadline, in ${seconds(await deadlineOf(system, ids[0] as string))}.`,
      );
      const before = await Promise.all(ids.map((id) => completedSignal(system, id)));
      for (const signal of before) tell.say(`${signal.value}: ${words(signal)}`);
      const onlyHim = before.every(({ partial, missing }) => partial && missing.join() === processor);
      tell.check(`each is completed, partial, and names ${processor}`, onlyHim, before);

      tell.chapter(`${processor} comes back`);
      await end();
      const late = await Promise.all(ids.map((id) => lateAnswer(system, id, processor)));
      tell.check('its late answers are recorded', late.every(Boolean), late);
      const after = await Promise.all(ids.map((id) => readSignal(system, id)));
      tell.check('and change nothing', JSON.stringify(after) === JSON.stringify(before), after);
      const next = await completedSignal(system, await submitSignal(system, 50));
      tell.check(`the next signal has all answers: ${words(next)}`, !next.partial, next);
    } finally {
      await end();
    }
    await atRest(system);
  } finally {
    await victim.leave();
  }
}

/** Nothing of the drill is under way any more. */
async function atRest({ call }: FoundSystem): Promise<void> {
  await until(async () => {
    const { body } = await call<{ items: unknown[] }>('GET', '/api/signals?status=pending');
    return body.items.length === 0;
  }, 60_000);
}
