import { AppError } from '@/lib/server/http/app-error';
import { route } from '@/lib/server/http/route';

/** Catches every unknown URL under `/api`, so that the response is our JSON error, not a page of the framework. */
export const GET = route({
  access: 'open',
  handle: async () => {
    throw new AppError('not-found', 'there is nothing at this address');
  },
});

export const POST = GET;
export const PUT = GET;
export const PATCH = GET;
export const DELETE = GET;
