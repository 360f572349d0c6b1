import type { Address } from '../../runtime/message.ts';
import type { StartedRuntime } from '../../runtime/runtime.ts';
import { stateName } from '../../runtime/turn/machine.ts';

/**
 * Resolves at the commit by which this process brings the actor into a state of that name, in whatever parent: what is
 * told to the actor then comes before anything that follows from that state.
 */
export function momentOf(runtime: StartedRuntime, to: Address, state: string): Promise<void> {
  return new Promise((resolve) => {
    const unlisten = runtime.onCommit(({ moved }) => {
      for (const { address, snapshot } of moved) {
        if (address !== to || stateName(snapshot.value).split('.').at(-1) !== state) continue;
        unlisten();
        resolve();
      }
    });
  });
}
