import { AppError } from '@/lib/server/http/app-error';
import { route } from '@/lib/server/http/route';

/** Every address under `/api` that is nobody else's: an answer of ours, not a page of the framework's. */
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
