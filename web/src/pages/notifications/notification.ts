import type { Outputs } from '../../api/types.ts';

export type Notification = Outputs['notifications']['list']['items'][number];
