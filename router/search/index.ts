import { procedure, router } from '../trpc.ts';
import { search as find } from './find.ts';
import { Found, SearchInput } from './schemas.ts';

export const search = router({
  find: procedure
    .input(SearchInput)
    .output(Found)
    .query(({ ctx, input }) => find(ctx, input)),
});
