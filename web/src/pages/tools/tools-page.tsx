import { Card } from '../../components/card.tsx';
import { PageHead } from '../../components/page-head.tsx';
import { InspectorCard } from './inspector-card.tsx';
import { TOOLS } from './tools.ts';
import './tools.css';

/** Everything that this server offers besides the console. */
export default function ToolsPage() {
  return (
    <>
      <PageHead title="API and tools" beside={<span className="muted">all of it from this server</span>} />
      <div className="tools">
        {TOOLS.map(({ group, links }) => (
          <Card key={group} title={group} clipped>
            <ul className="selectable-list">
              {links.map(({ href, name, about }) => (
                <li key={href}>
                  <a href={href} target="_blank" rel="noreferrer">
                    <span className="strong">{name}</span> <span className="mono muted">{href}</span>
                    <span className="small secondary tool-about">{about}</span>
                  </a>
                </li>
              ))}
            </ul>
          </Card>
        ))}
      </div>
      <InspectorCard />
    </>
  );
}
