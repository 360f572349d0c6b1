import type { ReactNode } from 'react';
import type { Box, DrawnEdge } from './drawing.ts';
import { arrow, linePath } from './path.ts';
import type { ChartNode } from './view.ts';

/** The shapes that the chart of an order and that of a fleet share. */

const UNDO = 'M3.6.8 1 3.4 3.6 6M1.4 3.4h5.2a2.8 2.8 0 0 1 0 5.6H3';

interface StateShapeProps {
  node: ChartNode;
  box: Box;
  className: string;
  isUndo: boolean;
  /** Its regions, where it is parallel. */
  regions?: readonly Box[];
  isRegion?: boolean;
  /** Room above the name's line, px. */
  nameAt?: number;
  /** Colours and other custom properties. */
  style?: Record<`--${string}`, string>;
  children?: ReactNode;
}

/** A state in the notation of statecharts: box, end, compound, choice or history. */
export function StateShape(props: StateShapeProps) {
  const { node, box, className, isUndo, regions = [], isRegion, nameAt = 18.5, style, children } = props;
  const { x, y, width, height } = box;
  if (node.kind === 'choice')
    return (
      <g className={`chart-state choice ${className}`} data-state={node.id} style={style}>
        <title>{node.name}</title>
        <path
          className="box"
          d={`M${x + width / 2} ${y}l${width / 2} ${height / 2}-${width / 2} ${height / 2}-${width / 2}-${height / 2}z`}
        />
      </g>
    );
  if (node.kind === 'history' || node.kind === 'deepHistory')
    return (
      <g className={`chart-state history ${className}`} data-state={node.id} style={style}>
        <circle className="box" cx={x + width / 2} cy={y + height / 2} r={width / 2} />
        <text x={x + width / 2} y={y + height / 2 + 4} textAnchor="middle">
          {node.kind === 'history' ? 'H' : 'H*'}
        </text>
      </g>
    );
  const isCompound = node.kind === 'compound' || node.kind === 'parallel';
  const kinds = ['chart-state', isCompound && 'compound', isRegion && 'region', className]
    .filter(Boolean)
    .join(' ');
  return (
    <g className={kinds} data-state={node.id} style={style}>
      {!isCompound && <rect className="halo" x={x - 4} y={y - 4} width={width + 8} height={height + 8} rx="11" />}
      <rect className="box" x={x} y={y} width={width} height={height} rx={isCompound ? 10 : 8} />
      {node.kind === 'final' && (
        <rect className="inner" x={x + 3} y={y + 3} width={width - 6} height={height - 6} rx="5.5" />
      )}
      {separators(box, regions)}
      {!isCompound && (
        <text className="name" x={x + 12} y={y + nameAt}>
          {node.name}
        </text>
      )}
      {isUndo && node.kind === 'atomic' && (
        <path className="undo" transform={`translate(${x + width - 20},${y + 9})`} d={UNDO} />
      )}
      {children}
    </g>
  );
}

/** The name of a compound state; drawn after the lines, so that none runs through it. */
export function CompoundName({
  node,
  box,
  isRegion,
  layer,
}: {
  node: ChartNode;
  box: Box;
  isRegion: boolean;
  layer?: string;
}) {
  const { x, y, width } = box;
  return (
    <>
      <text
        className={['compound-name', !isRegion && 'of-state', layer].filter(Boolean).join(' ')}
        x={x + 12}
        y={y + 18.5}
      >
        {node.name}
      </text>
      {node.kind === 'parallel' && (
        <text className="compound-name" x={x + width - 12} y={y + 18.5} textAnchor="end">
          parallel
        </text>
      )}
    </>
  );
}

/** Dashed lines between the regions of a parallel state, below each other or side by side. */
function separators(box: Box, regions: readonly Box[]): ReactNode {
  const stacked = new Set(regions.map(({ y }) => Math.round(y))).size > 1;
  const sorted = [...regions].sort((a, b) => (stacked ? a.y - b.y : a.x - b.x));
  return sorted.slice(1).map((region, index) => {
    const before = sorted[index] as Box;
    const at = stacked ? (before.y + before.height + region.y) / 2 : (before.x + before.width + region.x) / 2;
    const d = stacked ? `M${box.x + 1} ${at}h${box.width - 2}` : `M${at} ${box.y + 28}v${box.height - 29}`;
    return <path key={at} className="between-regions" d={d} />;
  });
}

export function InitialDot({ box }: { box: Box }) {
  return (
    <g className="chart-state been">
      <circle className="dot" cx={box.x + box.width / 2} cy={box.y + box.height / 2} r="6" />
    </g>
  );
}

/** A line with its arrow. */
export function EdgeLine({ edge, style }: { edge: DrawnEdge; style?: { strokeWidth: number } }) {
  return (
    <>
      <path d={linePath(edge.points)} style={style} />
      <polygon points={arrow(edge.points)} />
    </>
  );
}
