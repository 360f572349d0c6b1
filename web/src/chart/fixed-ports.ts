import type { ElkExtendedEdge, ElkNode, ElkPort } from 'elkjs/lib/elk-api.js';

/**
 * The second pass of flat charts: the ports keep the order that the first pass found, but stand where lines look calm:
 * the spine's in the middle of its side, the others beside it.
 */

type Side = 'NORTH' | 'SOUTH' | 'EAST' | 'WEST';
interface End {
  port: string;
  edge: string;
  side: Side;
  /** Along the side, as the first pass placed it. */
  at: number;
}

const APART = 40;
/** Kept free at the corners. */
const CORNER = 10;
const SELF_AT = [12, 32];

/** @param spine ids of the edges that end in the middle of their side */
export function withFixedPorts(input: ElkNode, first: ElkNode, spine: ReadonlySet<string>): ElkNode {
  const ends = new Map<string, End[]>();
  const edges: ElkExtendedEdge[] = [];
  for (const edge of first.edges ?? []) {
    const [section] = edge.sections ?? [];
    const [source = '', target = ''] = [edge.sources[0], edge.targets[0]];
    if (!section) continue;
    const self = source === target;
    const add = (node: string, suffix: string, point: { x: number; y: number }, at?: number) => {
      const box = first.children?.find(({ id }) => id === node);
      if (!box) return;
      const side = self ? 'WEST' : sideOf(box, point);
      const along = at ?? (side === 'NORTH' || side === 'SOUTH' ? point.x - (box.x ?? 0) : point.y - (box.y ?? 0));
      const port = `${edge.id}:${suffix}`;
      ends.set(node, [...(ends.get(node) ?? []), { port, edge: edge.id, side, at: along }]);
    };
    add(source, 'out', section.startPoint, self ? SELF_AT[0] : undefined);
    add(target, 'in', section.endPoint, self ? SELF_AT[1] : undefined);
    const asked = input.edges?.find(({ id }) => id === edge.id);
    if (asked) edges.push({ ...asked, sources: [`${edge.id}:out`], targets: [`${edge.id}:in`] });
  }
  return {
    ...input,
    edges,
    children: (input.children ?? []).map((node) => ({
      ...node,
      layoutOptions: { ...node.layoutOptions, 'elk.portConstraints': 'FIXED_POS' },
      ports: portsOf(node, ends.get(node.id) ?? [], spine),
    })),
  };
}

function sideOf(box: ElkNode, { x, y }: { x: number; y: number }): Side {
  const distances: [Side, number][] = [
    ['NORTH', Math.abs(y - (box.y ?? 0))],
    ['SOUTH', Math.abs(y - (box.y ?? 0) - (box.height ?? 0))],
    ['WEST', Math.abs(x - (box.x ?? 0))],
    ['EAST', Math.abs(x - (box.x ?? 0) - (box.width ?? 0))],
  ];
  return distances.reduce((nearest, each) => (each[1] < nearest[1] ? each : nearest))[0];
}

function portsOf(node: ElkNode, ends: readonly End[], spine: ReadonlySet<string>): ElkPort[] {
  const { width = 0, height = 0 } = node;
  return (['NORTH', 'SOUTH', 'EAST', 'WEST'] as const).flatMap((side) => {
    const here = ends.filter((end) => end.side === side).sort((a, b) => a.at - b.at);
    const isAcross = side === 'NORTH' || side === 'SOUTH';
    const places = isAcross ? placesAcross(here, width, spine) : here.map(({ at }) => at);
    return here.map(({ port }, index) => {
      const at = places[index] ?? 0;
      return {
        id: port,
        width: 0,
        height: 0,
        x: isAcross ? at : side === 'EAST' ? width : 0,
        y: isAcross ? (side === 'SOUTH' ? height : 0) : at,
        layoutOptions: { 'elk.port.side': side },
      };
    });
  });
}

/** Where the ports of a side stand, from its left end, in the given order. */
export function placesAcross(
  ends: readonly { edge: string }[],
  width: number,
  spine: ReadonlySet<string>,
): number[] {
  const middle = width / 2;
  const centre = ends.findIndex(({ edge }) => spine.has(edge));
  if (centre < 0) {
    const apart = Math.min(APART, (width - 2 * CORNER) / Math.max(1, ends.length - 1));
    return ends.map((_, index) => middle + (index - (ends.length - 1) / 2) * apart);
  }
  const room = Math.max(0, middle - CORNER);
  const most = Math.max(1, centre, ends.length - 1 - centre);
  const apart = Math.min(APART, room / most);
  return ends.map((_, index) => middle + (index - centre) * apart);
}
