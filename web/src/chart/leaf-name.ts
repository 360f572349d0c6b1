/** `chargingPayment` of `choreography.forward.chargingPayment`. */
export function leafName(state: string): string {
  return state.slice(state.lastIndexOf('.') + 1);
}

/** Short names that tell these states from each other: with what is around them only where two are called alike. */
export function distinctNames(states: readonly string[]): Map<string, string> {
  const isAlone = (name: string) =>
    states.filter((state) => state === name || state.endsWith(`.${name}`)).length === 1;
  return new Map(
    states.map((state) => {
      const parts = state.split('.');
      const names = parts.map((_, index) => parts.slice(parts.length - 1 - index).join('.'));
      return [state, names.find(isAlone) ?? state];
    }),
  );
}
