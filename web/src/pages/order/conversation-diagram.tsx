import type { Conversation } from '../../api/types.ts';
import { counted } from '../../words/amount.ts';
import { BESIDE, type DrawnMessage, laneOf, layOutConversation, ROW, TOP } from './conversation-layout.ts';

/** Few participants are not drawn larger than the words around them. */
const LARGEST = 1.1;

interface ConversationDiagramProps {
  conversation: Conversation;
  /** Messages handled after this moment are weaker; ISO text. */
  until: string | undefined;
  /** The order's own address: a message to it leads to its turn. */
  self: string;
  onTurn(version: number): void;
}

/** Lifelines and messages; one that waits is dashed, one that died is crossed. */
export function ConversationDiagram({ conversation, until, self, onTurn }: ConversationDiagramProps) {
  const { lanes, messages, width, height } = layOutConversation(conversation);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reachable by key
    <section className="conversation" tabIndex={0} aria-label="Conversation, scrollable">
      <svg
        className="viz"
        viewBox={`0 0 ${width} ${height}`}
        style={{ minWidth: Math.min(width, 900), maxWidth: LARGEST * width }}
        width="100%"
        role="img"
        aria-label={`Conversation between ${counted(lanes.length, 'participant')} in ${counted(messages.length, 'message')}. The timeline says the same.`}
      >
        {lanes.map(({ address, name, x }) => (
          <g key={address}>
            <title>{address}</title>
            <line x1={x} x2={x} y1={TOP} y2={height - 10} stroke="var(--line-2)" />
            <text x={x} y={18} textAnchor="middle" className="on-axis">
              {name}
            </text>
          </g>
        ))}
        {messages.map((message) => (
          <Message
            key={message.id}
            message={message}
            isLater={until !== undefined && message.at > until}
            onOpen={
              message.receiver === self && message.version !== null
                ? () => onTurn(message.version ?? 0)
                : undefined
            }
          />
        ))}
      </svg>
    </section>
  );
}

interface MessageProps {
  message: DrawnMessage;
  isLater: boolean;
  onOpen: (() => void) | undefined;
}

function Message({ message, isLater, onOpen }: MessageProps) {
  const { from, to, y, label, outcome, isSelf } = message;
  const isDead = outcome === 'dead';
  const colour = isDead
    ? 'var(--stuck-text)'
    : isLater || outcome === 'ignored'
      ? 'var(--text-3)'
      : 'var(--text-2)';
  const dashes = outcome === 'waiting' || outcome === 'discarded' ? '3 3' : undefined;
  const towards = Math.sign(to - from);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; the timeline does the same by key
    <g onClick={onOpen} style={onOpen && { cursor: 'pointer' }} data-outcome={outcome}>
      {isSelf ? (
        <>
          <path d={`M${from} ${y - 8}h20v10h-15`} fill="none" stroke={colour} strokeDasharray={dashes} />
          <path d={`M${from + 1} ${y + 2}l6-3v6z`} fill={colour} />
          <text x={from + BESIDE} y={y + 1} style={{ fill: colour }}>
            {label}
          </text>
        </>
      ) : (
        <>
          <line x1={from} x2={to - 5 * towards} y1={y} y2={y} stroke={colour} strokeDasharray={dashes} />
          {isDead ? (
            <path d={`M${to - 9 * towards} ${y - 4}l8 8m0-8l-8 8`} stroke={colour} strokeWidth="1.6" />
          ) : (
            <path d={`M${to} ${y}l${-6 * towards} -3.5v7z`} fill={colour} />
          )}
          <rect
            x={(from + to) / 2 - laneOf(label) / 2}
            y={y - ROW / 2 - 1}
            width={laneOf(label)}
            height="11"
            fill="var(--surface)"
          />
          <text x={(from + to) / 2} y={y - 4} textAnchor="middle" style={{ fill: colour }}>
            {label}
          </text>
        </>
      )}
    </g>
  );
}
