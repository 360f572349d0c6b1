import { useParams } from '../../address/use-params.ts';
import { Card } from '../../components/card.tsx';
import { Empty, Failed } from '../../components/empty.tsx';
import { ChosenFilters, FilterMenu } from '../../components/filter-chips.tsx';
import { Icon } from '../../components/icon.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { Audit } from './audit.tsx';
import './dead-letters.css';
import { FILTER_KEYS, filterOf, filtersFor, isFiltered, NOTHING_CHOSEN } from './filter.ts';
import { groupKey } from './group.ts';
import { GroupDesk } from './group-desk.tsx';
import { Groups } from './groups.tsx';
import { useGroupOf, useGroups } from './letters.ts';
import { NothingMatches } from './nothing-matches.tsx';
import { SettledGroup } from './settled-group.tsx';
import { summary } from './summary.ts';

export default function DeadLettersPage() {
  const [params, change] = useParams();
  const filter = filterOf(params);
  const { all, groups, error, retry } = useGroups(filter);
  const id = params.get('id') ?? undefined;
  const ofLetter = useGroupOf(params.has('group') ? undefined : id);
  const wanted = params.get('group') ?? ofLetter;
  const group = groups?.find((each) => groupKey(each) === wanted) ?? groups?.[0];
  const onLetter = (id: string) => group && change({ group: groupKey(group), id });
  const filters = filtersFor(all);
  const chosen = Object.fromEntries(FILTER_KEYS.map((key) => [key, params.get(key) ?? undefined]));
  const narrow = (key: string, value: string | undefined) =>
    change({ [key]: key === 'state' && value === 'open' ? undefined : value, group: undefined, id: undefined });
  return (
    <>
      <PageHead
        title="Dead letters"
        beside={groups && <span className="muted">{summary(groups, all, filter)}</span>}
        actions={
          <span className="hide-phone">
            <FilterMenu
              filters={filters}
              chosen={{ ...chosen, state: filter.state }}
              onChoose={narrow}
              className="button"
              end
              field={(close) => (
                <form
                  className="menu-search"
                  onSubmit={(event) => {
                    event.preventDefault();
                    close();
                  }}
                >
                  <SearchField
                    label="Search dead letters"
                    placeholder="Actor, message, payload or error"
                    value={filter.text ?? ''}
                    onSearch={(words) => narrow('q', words)}
                  />
                </form>
              )}
            >
              <span className="button-face">
                <Icon name="filter" />
                Filter
              </span>
            </FilterMenu>
          </span>
        }
      />
      {isFiltered(filter) && (
        <div className="row wrap letter-filters">
          <ChosenFilters filters={filters} chosen={chosen} onChoose={narrow} />
        </div>
      )}
      {error && !groups ? (
        <Card>
          <Failed what="Dead letters" error={error} onRetry={retry} />
        </Card>
      ) : !groups ? (
        <Card>
          <Skeleton what="dead letters" />
        </Card>
      ) : !group ? (
        <div className="stack">
          <Card>
            {isFiltered(filter) ? (
              <NothingMatches filter={filter} searched={all} onShowAll={() => change(NOTHING_CHOSEN)} />
            ) : (
              <Empty icon="dead-letter" title="No dead letters">
                Messages that fail every attempt stop here, with their error and history.
              </Empty>
            )}
          </Card>
          <Audit />
        </div>
      ) : (
        <div className="list-and-detail">
          <Groups
            groups={groups}
            chosen={groupKey(group)}
            order={filter.state === 'open' ? 'most parked first' : 'most first'}
            onChoose={(key) => change({ group: key, id: undefined })}
          />
          <div className="stack">
            {filter.state === 'open' ? (
              <GroupDesk key={groupKey(group)} group={group} letterId={id} onLetter={onLetter} />
            ) : (
              <SettledGroup
                key={groupKey(group)}
                group={group}
                state={filter.state}
                letterId={id}
                onLetter={onLetter}
              />
            )}
            <Audit />
          </div>
        </div>
      )}
    </>
  );
}
