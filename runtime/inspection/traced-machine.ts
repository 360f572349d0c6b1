import { type AnyStateMachine, type AnyTransitionDefinition, createActor, type InspectionEvent } from 'xstate';
import { DurableMachine, type MachineEvent, type Snapshot, type Step } from '../turn/machine.ts';

type Observed = InspectionEvent & { _transitions?: readonly AnyTransitionDefinition[] };

/** The parts of XState's machine that take an explicit scope. */
interface ScopedMachine {
  transition(snapshot: Snapshot, event: MachineEvent, scope: object): Snapshot;
  getInitialSnapshot(scope: object, input: unknown): Snapshot;
}

/**
 * The machine of the turns, which also tells which transitions each step took. XState says so to inspectors only, so
 * each step is run a second time under one: never on the way of messages.
 */
export class TracedMachine extends DurableMachine {
  private readonly observed: ScopedMachine;
  private readonly observer: object;
  private taken: AnyTransitionDefinition[] = [];

  constructor(machine: AnyStateMachine) {
    super(machine);
    this.observed = machine as unknown as ScopedMachine;
    const self = createActor(machine, {
      inspect: (event: Observed) => {
        if (event.type === '@xstate.microstep') this.taken.push(...(event._transitions ?? []));
      },
    });
    const nothing = () => undefined;
    this.observer = {
      self,
      system: self.system,
      id: '',
      sessionId: '',
      logger: nothing,
      defer: nothing,
      emit: nothing,
      stopChild: nothing,
      actionExecutor: nothing,
    };
  }

  /** The transitions of the last step, in order; asking again gives none. */
  take(): readonly AnyTransitionDefinition[] {
    const taken = this.taken;
    this.taken = [];
    return taken;
  }

  override start(input: Record<string, unknown>): Step {
    const step = super.start(input);
    this.taken = [];
    this.observed.getInitialSnapshot(this.observer, input);
    return step;
  }

  override step(before: Snapshot, event: MachineEvent): Step {
    const step = super.step(before, event);
    this.taken = [];
    this.observed.transition(before, event, this.observer);
    return step;
  }
}
