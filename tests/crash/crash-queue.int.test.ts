import { describeCrashes } from './outcomes.ts';

describeCrashes('queue');
