import { spendingCsvQuerySchema } from '@/lib/contracts/library';
import { getLanguageFromHeaders } from '@/lib/i18n/language';
import { ownerMessages } from '@/lib/i18n/owner';
import { spendingReportResponse } from '@/lib/server/admin/spending-report';
import { parseQuery } from '@/lib/server/http/query-params';
import { route } from '@/lib/server/http/route';

/** The spending report as CSV. */
export const GET = route({
  access: 'owner',
  handle: async ({ services, editor, request }) =>
    spendingReportResponse(
      services,
      editor,
      parseQuery(request, spendingCsvQuerySchema),
      ownerMessages[getLanguageFromHeaders(request.headers)].csv,
    ),
});
