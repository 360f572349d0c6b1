import { describeCrashes } from './outcomes.ts';

describeCrashes('local');
