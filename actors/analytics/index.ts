export { type DurationBucket, type HalfHour, readDurations, readHalfHours } from './course.ts';
export type { Durations } from './histogram.ts';
export { analyticsInvariants } from './invariants.ts';
export {
  type DayFigures,
  type Figures,
  type RangeFigures,
  readRange,
  readToday,
  UnknownTimeZone,
} from './queries.ts';
export { analyticsView } from './view.ts';
