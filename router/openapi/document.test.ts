import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appRouter } from '../app-router.ts';
import { PROBLEMS } from '../problems/catalog.ts';
import { type OpenServer, openServer } from '../testing/open-server.ts';
import { openApiDocument } from './document.ts';

interface Operation {
  operationId: string;
  summary: string;
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; headers: object; content: Record<string, { schema: object }> }>;
}

interface Document {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
}

describe('the OpenAPI document', () => {
  let server: OpenServer;
  let document: Document;
  let operations: { url: string; method: string; operation: Operation }[];
  beforeAll(async () => {
    server = await openServer({ openApi: openApiDocument(appRouter, '0.1.0') });
    document = (await server.call('GET', '/openapi.json')).body;
    operations = Object.entries(document.paths).flatMap(([url, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ url, method, operation })),
    );
  });
  afterAll(() => server.app.close());

  it('is one of version 3.1 with a title and a version', () => {
    expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Orderly', version: '0.1.0' } });
  });

  it('leads nowhere into the void', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(references.length).toBeGreaterThan(10);
    for (const reference of references)
      expect([reference, resolve(document, reference)]).toEqual([reference, expect.any(Object)]);
  });

  it('has every route that is promised', () => {
    expect(operations.map(({ url, method }) => `${method.toUpperCase()} ${url}`).sort()).toEqual([
      'DELETE /api/webhooks/{webhookId}',
      'GET /api/actors/{type}/{id}',
      'GET /api/actors/{type}/{id}/events',
      'GET /api/actors/{type}/{id}/history',
      'GET /api/analytics/events/recent',
      'GET /api/analytics/metrics/durations',
      'GET /api/analytics/metrics/half-hours',
      'GET /api/analytics/metrics/range',
      'GET /api/analytics/metrics/today',
      'GET /api/customers/{customerId}',
      'GET /api/dead-letters',
      'GET /api/dead-letters/audit',
      'GET /api/dead-letters/groups',
      'GET /api/dead-letters/{id}',
      'GET /api/inventory',
      'GET /api/inventory/{productId}',
      'GET /api/inventory/{productId}/availability',
      'GET /api/machines',
      'GET /api/machines/{type}/chart',
      'GET /api/machines/{type}/definition',
      'GET /api/notifications',
      'GET /api/notifications/inbox',
      'GET /api/notifications/{notificationId}',
      'GET /api/operations/overview',
      'GET /api/orders',
      'GET /api/orders/customer/{customerId}',
      'GET /api/orders/{orderId}',
      'GET /api/orders/{orderId}/events',
      'GET /api/processors',
      'GET /api/signals',
      'GET /api/signals/{signalId}',
      'GET /api/signals/{signalId}/events',
      'GET /api/signals/{signalId}/results',
      'GET /api/users/{userId}',
      'GET /api/webhooks',
      'POST /api/dead-letters/dry-run',
      'POST /api/dead-letters/redrive',
      'POST /api/dead-letters/{id}/discard',
      'POST /api/dead-letters/{id}/redrive',
      'POST /api/inventory/{productId}/receive',
      'POST /api/orders',
      'POST /api/orders/{orderId}/cancel',
      'POST /api/processors/{processor}/start',
      'POST /api/processors/{processor}/stop',
      'POST /api/signals',
      'POST /api/users',
      'POST /api/webhooks',
    ]);
  });

  it('describes routes that the server has', () => {
    for (const { url, method } of operations) {
      const path = url.replaceAll(/\{(\w+)\}/g, ':$1');
      expect([url, server.app.hasRoute({ method: method.toUpperCase() as 'GET', url: path })]).toEqual([
        url,
        true,
      ]);
    }
  });

  it('declares each path parameter, once and required', () => {
    for (const { url, operation } of operations) {
      const declared = operation.parameters?.filter(({ in: place }) => place === 'path') ?? [];
      expect(declared.every(({ required }) => required)).toBe(true);
      expect(declared.map(({ name }) => name).sort()).toEqual(
        [...url.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort(),
      );
    }
  });

  it('names each operation once', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it('tells every failure as a problem, the outage of the database with Retry-After', () => {
    for (const { operation } of operations) {
      for (const [status, { content }] of Object.entries(operation.responses))
        expect(Object.keys(content)).toEqual([
          Number(status) < 400 ? 'application/json' : 'application/problem+json',
        ]);
      expect(operation.responses['503']?.headers).toHaveProperty('Retry-After');
    }
  });

  it('tells statuses and headers of placing an order', () => {
    const place = document.paths['/api/orders']?.post;
    expect(Object.keys(place?.responses ?? {})).toEqual([
      '201',
      '202',
      '400',
      '409',
      '413',
      '415',
      '422',
      '500',
      '503',
    ]);
    expect(place?.parameters?.map(({ name, in: place }) => `${place} ${name}`)).toEqual([
      'header Idempotency-Key',
      'header Prefer',
    ]);
    expect(place?.responses['202']?.headers).toMatchObject({
      Location: { required: true },
      'Preference-Applied': {},
      'X-Correlation-Id': {},
    });
  });

  it('names only codes that exist', () => {
    for (const { operation } of operations)
      for (const { description } of Object.values(operation.responses))
        for (const [, code] of description.matchAll(/`([A-Z_]{5,})`/g))
          expect(PROBLEMS).toHaveProperty(code ?? '');
  });
});

function resolve(document: unknown, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
}
