/** Pausing queues, through Bull Board's own interface at /queues: a paused queue is worked by nobody. */
const BASE = '/queues/api/queues';

/** The names of the queues that are paused. */
export async function pausedQueues(): Promise<Set<string>> {
  const response = await fetch(`${BASE}?jobsPerPage=1`);
  if (!response.ok) throw new Error(`Bull Board answers ${response.status}`);
  const { queues } = (await response.json()) as { queues: { name: string; isPaused: boolean }[] };
  return new Set(queues.filter(({ isPaused }) => isPaused).map(({ name }) => name));
}

/** Pauses or resumes queues. */
export async function setPaused(names: readonly string[], paused: boolean): Promise<void> {
  for (const name of names) {
    const response = await fetch(`${BASE}/${encodeURIComponent(name)}/${paused ? 'pause' : 'resume'}`, {
      method: 'PUT',
    });
    if (!response.ok)
      throw new Error(`${name} cannot be ${paused ? 'paused' : 'resumed'}: Bull Board answers ${response.status}`);
  }
}
