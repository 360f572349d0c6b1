import { type Breach, compareSchemas, type Documents } from './schema.ts';

interface Content {
  content?: Record<string, { schema?: unknown }>;
}

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema?: unknown }[];
  requestBody?: Content & { required?: boolean };
  responses?: Record<string, Content & { headers?: Record<string, unknown> }>;
}

export interface OpenApi {
  paths?: Record<string, Record<string, unknown>>;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

export function compareOpenApi(before: OpenApi, after: OpenApi): Breach[] {
  const documents = { before, after };
  return Object.entries(before.paths ?? {}).flatMap(([url, methods]) => {
    const now = after.paths?.[url];
    if (!now) return [{ path: `paths ${url}`, problem: 'is removed' }];
    return METHODS.filter((method) => method in methods).flatMap((method) => {
      const path = `${method.toUpperCase()} ${url}`;
      if (!(method in now)) return [{ path, problem: 'is removed' }];
      return compareOperations(methods[method] as Operation, now[method] as Operation, path, documents);
    });
  });
}

function compareOperations(before: Operation, after: Operation, path: string, documents: Documents): Breach[] {
  return [
    ...compareParameters(before, after, path, documents),
    ...compareBodies(before.requestBody, after.requestBody, path, documents),
    ...compareResponses(before, after, path, documents),
  ];
}

function compareParameters(before: Operation, after: Operation, path: string, documents: Documents): Breach[] {
  const key = (parameter: { name: string; in: string }) => `${parameter.in} ${parameter.name}`;
  const was = new Map((before.parameters ?? []).map((parameter) => [key(parameter), parameter]));
  const is = new Map((after.parameters ?? []).map((parameter) => [key(parameter), parameter]));
  const breaches: Breach[] = [];
  for (const [name, parameter] of was) {
    const now = is.get(name);
    const here = `${path} ${name}`;
    if (!now) breaches.push({ path: here, problem: 'is removed' });
    else {
      breaches.push(...compareSchemas(parameter.schema ?? {}, now.schema ?? {}, here, 'in', documents));
      if (now.required && !parameter.required) breaches.push({ path: here, problem: 'was optional, is required' });
    }
  }
  for (const [name, { required }] of is)
    if (required && !was.has(name)) breaches.push({ path: `${path} ${name}`, problem: 'is new and required' });
  return breaches;
}

function compareBodies(
  before: Operation['requestBody'],
  after: Operation['requestBody'],
  path: string,
  documents: Documents,
): Breach[] {
  const here = `${path} body`;
  if (!before) return after?.required ? [{ path: here, problem: 'is new and required' }] : [];
  if (!after) return [{ path: here, problem: 'is removed' }];
  const required =
    after.required && !before.required ? [{ path: here, problem: 'was optional, is required' }] : [];
  return [...required, ...compareContent(before, after, here, 'in', documents)];
}

function compareResponses(before: Operation, after: Operation, path: string, documents: Documents): Breach[] {
  return Object.entries(before.responses ?? {}).flatMap(([status, response]) => {
    const here = `${path} ${status}`;
    const now = after.responses?.[status];
    if (!now) return [{ path: here, problem: 'is removed' }];
    const headers = Object.keys(response.headers ?? {}).filter((header) => !(header in (now.headers ?? {})));
    return [
      ...headers.map((header) => ({ path: `${here} header ${header}`, problem: 'is removed' })),
      ...compareContent(response, now, here, 'out', documents),
    ];
  });
}

function compareContent(
  before: Content,
  after: Content,
  path: string,
  direction: 'in' | 'out',
  documents: Documents,
): Breach[] {
  return Object.entries(before.content ?? {}).flatMap(([type, { schema }]) => {
    const now = after.content?.[type];
    if (!now) return [{ path: `${path} ${type}`, problem: 'is removed' }];
    return compareSchemas(schema ?? {}, now.schema ?? {}, path, direction, documents);
  });
}
