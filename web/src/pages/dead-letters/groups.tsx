import { Card } from '../../components/card.tsx';
import { count } from '../../words/amount.ts';
import { moment } from '../../words/moment.ts';
import { type Group, groupKey, groupTitle } from './group.ts';
import { Sparkline } from './sparkline.tsx';

interface GroupsProps {
  groups: readonly Group[];
  chosen: string | undefined;
  /** In which order they are. */
  order: string;
  onChoose(key: string): void;
}

/** Letters by what went wrong. */
export function Groups({ groups, chosen, order, onChoose }: GroupsProps) {
  return (
    <Card title="By error" end={<span className="muted small">{order}</span>} clipped>
      <ul className="selectable-list">
        {groups.map((group) => {
          const key = groupKey(group);
          return (
            <li key={key} className={key === chosen ? 'selected' : undefined}>
              <button type="button" aria-current={key === chosen || undefined} onClick={() => onChoose(key)}>
                <span className="group-line">
                  <span className={key === chosen ? 'strong' : undefined}>{groupTitle(group)}</span>
                  <b>{count(group.count)}</b>
                </span>
                <span className="group-line tiny muted">
                  <span>
                    {group.actorType}, first {moment(group.first)}, last {moment(group.last)}
                  </span>
                  <Sparkline hours={group.hours} />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
