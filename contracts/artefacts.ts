import { inProcessProvider } from '../actors/payment/index.ts';
import { platformActors } from '../platform.ts';
import { appRouter, openApiDocument } from '../router/index.ts';
import { type AsyncApiDocument, asyncApiDocument } from './asyncapi.ts';
import { compareChannels, compareMessages } from './compatibility/messages.ts';
import { compareOpenApi, type OpenApi } from './compatibility/openapi.ts';
import type { Breach } from './compatibility/schema.ts';
import { type MessageSchemas, messageSchemas } from './messages.ts';

/** One file of docs/contracts/: how it is made from the code, and when it may follow on an earlier one. */
export interface Artefact {
  file: string;
  make(version: string): object;
  compare(before: object, after: object): Breach[];
}

/** With the settings that a system has by default; nothing is started. */
const actors = () => platformActors({ order: {}, payment: { provider: inProcessProvider() } });

export const ARTEFACTS: readonly Artefact[] = [
  {
    file: 'messages.json',
    make: () => messageSchemas(actors()),
    compare: (before, after) => compareMessages(before as MessageSchemas, after as MessageSchemas),
  },
  {
    file: 'asyncapi.json',
    make: (version) => asyncApiDocument(actors(), version),
    compare: (before, after) => compareChannels(before as AsyncApiDocument, after as AsyncApiDocument),
  },
  {
    file: 'openapi.json',
    make: (version) => openApiDocument(appRouter, version),
    compare: (before, after) => compareOpenApi(before as OpenApi, after as OpenApi),
  },
];
