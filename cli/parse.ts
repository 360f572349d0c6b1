import { Unusable } from './failure.ts';

/** A whole number from 1, or the way out. */
export function count(name: string): (text: string) => number {
  return (text) => {
    if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
    throw new Unusable(`${name} ${JSON.stringify(text)}: enter a whole number from 1`);
  };
}

/** A number, or the way out. */
export function number(name: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value)) return value;
    throw new Unusable(`${name} ${JSON.stringify(text)}: enter a number`);
  };
}

/** A JSON object, or the way out. */
export function jsonObject(name: string): (text: string) => Record<string, unknown> {
  return (text) => {
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        return value as Record<string, unknown>;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
    throw new Unusable(`${name} ${JSON.stringify(text)}: enter a JSON object, like '{"quantity":1}'`);
  };
}

/** An actor's address, `type/id`. */
export function actorAddress(text: string): { type: string; id: string } {
  const [, type, id] = /^([^/]+)\/(.+)$/.exec(text) ?? [];
  if (type === undefined || id === undefined)
    throw new Unusable(`${JSON.stringify(text)} is no address of an actor: enter type/id, like order/8f3c2a71`);
  return { type, id };
}
