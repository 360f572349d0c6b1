import { generateOpenApiDocument } from 'trpc-to-openapi';
import type { AppRouter } from '../app-router.ts';
import { Problem } from '../problems/problem.ts';
import { completeOperation, type Operation } from './operation.ts';
import { routesOf } from './routes-of.ts';

const DESCRIPTION = `Orders as durable statecharts. Whatever is answered with a status of success is committed.
Errors are problem details (RFC 9457); decide by their \`code\`. Live updates come over tRPC subscriptions at \`/trpc\`.`;

export type OpenApiDocument = ReturnType<typeof generateOpenApiDocument>;

/**
 * The OpenAPI 3.1 document of every procedure that has a route. The generator knows one status of success and its own
 * shape of errors; statuses, problems and the headers that all answers have are completed from the routes' `rest`.
 */
export function openApiDocument(router: AppRouter, version: string): OpenApiDocument {
  const document = generateOpenApiDocument(router, {
    title: 'Orderly',
    description: DESCRIPTION,
    version,
    baseUrl: '/',
    openApiVersion: '3.1.0',
    securitySchemes: {},
    tags: [
      'Orders',
      'Signals',
      'Inventory',
      'Analytics',
      'Users',
      'Customers',
      'Notifications',
      'Webhooks',
      'Dead letters',
      'Actors',
      'Machines',
      'Operations',
    ],
    defs: { Problem },
  });
  for (const { openapi, rest } of routesOf(router)) {
    const operations = document.paths?.[openapi.path] as Record<string, Operation> | undefined;
    const operation = operations?.[openapi.method.toLowerCase()];
    if (operation) completeOperation(operation, rest);
  }
  return document;
}
