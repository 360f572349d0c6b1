import { describe } from '@jest/globals';
import { MemoryTransport } from '../testing/memory-transport.ts';
import { transportContract } from '../testing/transport-contract.ts';

describe('the transport in memory', () => {
  transportContract(async () => {
    const transport = new MemoryTransport({ attempts: 3, backoffMs: 5 });
    return { transport, lose: async () => transport.lose(), close: () => transport.stop() };
  });
});
