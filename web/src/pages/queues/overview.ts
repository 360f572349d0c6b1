import type { Outputs } from '../../api/types.ts';

export type Overview = Outputs['queues']['overview'];
