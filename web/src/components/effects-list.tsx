import type { ReactNode } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './sprite.tsx';

export interface Effect {
  icon: IconName;
  name: string;
  /** After the name, weaker: "→ releasingStock". */
  about?: ReactNode;
  /** At the right end: an address, "armed", a time left. */
  end?: ReactNode;
}

/** What a turn sent and armed, or what an actor waits for. */
export function EffectsList({ effects, mono }: { effects: readonly Effect[]; mono?: boolean }) {
  return (
    <ul className="effects">
      {effects.map(({ icon, name, about, end }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same effect may come twice
        <li key={`${index}${name}`}>
          <Icon name={icon} />
          <span className="ellipsis">
            <span className="strong">{name}</span> <span className="muted">{about}</span>
          </span>
          <span className={mono ? 'muted mono tiny' : 'muted tiny'}>{end}</span>
        </li>
      ))}
    </ul>
  );
}
