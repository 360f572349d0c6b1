import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { Empty, Failed } from '../../components/empty.tsx';
import { Labelled } from '../../components/labelled.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { PathStrip, type StepMark } from '../../components/path-strip.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { type State, StatusChip } from '../../components/status-chip.tsx';
import './parts.css';

const STATES: readonly State[] = ['pending', 'confirmed', 'cancelled', 'compensating', 'stuck', 'partial'];
const PATHS: readonly (readonly StepMark[])[] = [
  ['done', 'done', 'done', 'done'],
  ['done', 'pending', 'to-come', 'to-come'],
  ['done', 'stuck', 'undone', 'to-come'],
  ['undone', 'not-reached', 'not-reached', 'not-reached'],
];
const STEPS = ['reserve', 'charge', 'ship', 'confirm'];

/** The parts in their states, for development: what a page looks like when there is nothing, or nothing works. */
export default function PartsPage() {
  return (
    <>
      <PageHead title="States and parts" />
      <div className="parts">
        <Card title="Empty">
          <Empty icon="dead-letter" title="No dead letters">
            Messages that fail every attempt stop here, with their error and history.
          </Empty>
        </Card>
        <Card title="Nothing matches">
          <Empty icon="search" title='No order matches "8f3d"' action={<Button small>Search all time</Button>}>
            Searched 128,402 orders placed in the last 24 hours.
          </Empty>
        </Card>
        <Card title="Loading" end={<span className="muted small">after 200 ms</span>}>
          <Skeleton what="orders" />
        </Card>
        <Card title="Failed to load">
          <Failed
            what="Orders"
            error={new Error('The database has not answered for 12 s.')}
            onRetry={() => undefined}
          />
        </Card>
        <Card title="Refused input">
          <div className="section stack">
            <Labelled label="Quantity" refused="Enter a whole number from 1 to 999.">
              <input className="input" defaultValue="0" />
            </Labelled>
            <div className="row wrap">
              <Button small kind="primary">
                Redrive 34
              </Button>
              <Button small busy>
                Dry run
              </Button>
              <Button small kind="destructive">
                Discard…
              </Button>
              <Button small disabledBecause="It has ended">
                Cancel order
              </Button>
            </div>
          </div>
        </Card>
        <Card title="Notices">
          <div className="section stack">
            <Notice kind="warning" title="Reconnecting." action={<Button small>Now</Button>}>
              Shown as of 11:04:29.
            </Notice>
            <Notice kind="good" title="Back.">
              318 updates caught up.
            </Notice>
            <Notice title="Stuck." action={<Button small>Fix</Button>}>
              Its cause in one sentence.
            </Notice>
          </div>
        </Card>
        <Card title="State colours">
          <div className="section stack">
            <div className="row wrap">
              {STATES.map((state) => (
                <StatusChip key={state} state={state} />
              ))}
            </div>
            <div className="row wrap">
              {PATHS.map((marks) => (
                <PathStrip
                  key={marks.join()}
                  steps={STEPS.map((name, at) => ({ name, mark: marks[at] ?? 'to-come' }))}
                />
              ))}
            </div>
            <p className="small secondary">Colour means state. Everything else is ink, grey or white.</p>
          </div>
        </Card>
      </div>
    </>
  );
}
