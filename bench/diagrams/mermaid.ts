import { PARTICIPANTS, type Step } from './recording.ts';

/** A sequence diagram as Mermaid text. */
export function toMermaid(title: string, steps: readonly Step[]): string {
  const used = usedParticipants(steps);
  const lines = [
    '---',
    `title: ${JSON.stringify(title)}`,
    '---',
    'sequenceDiagram',
    ...used.map((name) => `  participant ${name}`),
    ...steps.map((step) => `  ${line(step)}`),
  ];
  return `${lines.join('\n')}\n`;
}

export function usedParticipants(steps: readonly Step[]) {
  const seen = new Set(steps.flatMap((step) => (step.kind === 'record' ? [step.at] : [step.from, step.to])));
  return PARTICIPANTS.filter((name) => seen.has(name));
}

function line(step: Step): string {
  switch (step.kind) {
    case 'record':
      return `Note over ${step.at}: ${step.label}`;
    case 'event':
      return `${step.from}-)${step.to}: ${step.label}`;
    case 'reaction':
      return `${step.from}--)${step.to}: ${step.label}`;
    case 'message':
      return `${step.from}->>${step.to}: ${step.label}`;
  }
}
