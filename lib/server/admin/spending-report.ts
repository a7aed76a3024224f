import 'server-only';
import { CSV_BOM, toCsvLine } from '@/lib/domain/csv';
import type { Editor } from '@/lib/domain/editor';
import type { JobStatus } from '@/lib/domain/job';
import { formatPtc } from '@/lib/domain/price';
import type { ChargeEntry, ChargeReport } from '@/lib/server/db/records/library';
import type { Mode } from '@/lib/server/db/records/records';
import { contentDisposition } from '@/lib/server/http/file-response';
import { canManage } from '@/lib/server/jobs/job-response';

/** `GET /api/team/spending.csv`: one line per charge, for the owner's accounting. Read and sent page by page, so that memory stays constant. */

const PAGE_SIZE = 500;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Column titles in the reader's language. */
export interface SpendingReportMessages {
  readonly fileName: (practice: boolean, from: string | undefined, to: string | undefined) => string;
  readonly columns: Readonly<Record<Column, string>>;
  readonly roles: Readonly<Record<ChargeEntry['role'], string>>;
  readonly kinds: Readonly<Record<ChargeEntry['kind'], string>>;
  /** The state of the charge. */
  readonly money: Readonly<Record<ChargeEntry['state'], string>>;
  readonly moneyInPractice: string;
  readonly statuses: Readonly<Record<JobStatus, string>>;
}

const COLUMNS = ['time', 'who', 'what', 'name', 'money', 'ptc', 'job', 'address'] as const;
type Column = (typeof COLUMNS)[number];

export interface SpendingReportDeps {
  readonly mode: Mode;
  readonly db: ChargeReport;
}

interface DayRange {
  /** `YYYY-MM-DD`, UTC, both inclusive; without them, from the first charge to the last. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** In practice mode without sign-in every visitor can read this report, so it names only the reader's own videos and jobs. */
export function spendingReportResponse(
  { db, mode }: SpendingReportDeps,
  caller: Editor,
  { from, to }: DayRange,
  messages: SpendingReportMessages,
): Response {
  const fromMs = from === undefined ? 0 : Date.parse(from);
  const untilMs = to === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(to) + DAY_MS;
  const encoder = new TextEncoder();
  let after: ChargeEntry | null = null;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(CSV_BOM + toCsvLine(COLUMNS.map((column) => messages.columns[column]))));
    },
    async pull(controller) {
      const page: ChargeEntry[] = await db.listCharges({ mode, fromMs, untilMs, after, limit: PAGE_SIZE });
      if (page.length > 0)
        controller.enqueue(encoder.encode(page.map((entry) => toReportLine(entry, canManage(entry, caller), messages)).join('')));
      after = page.at(-1) ?? null;
      if (page.length < PAGE_SIZE) controller.close();
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': contentDisposition('attachment', messages.fileName(mode === 'practice', from, to)),
    },
  });
}

function toReportLine(entry: ChargeEntry, isIdentified: boolean, messages: SpendingReportMessages): string {
  const cells: Record<Column, string> = {
    // The date format that spreadsheets parse.
    time: new Date(entry.createdAtMs).toISOString().slice(0, 19).replace('T', ' '),
    who: entry.label ?? messages.roles[entry.role],
    what: messages.kinds[entry.kind],
    name: isIdentified ? (entry.name ?? '') : '',
    money: entry.mode === 'practice' ? messages.moneyInPractice : messages.money[entry.state],
    // A refunded charge adds nothing to the sum of this column.
    ptc: formatPtc(entry.state === 'released' ? 0 : entry.milliPtc),
    job: entry.jobStatus === null ? '' : messages.statuses[entry.jobStatus],
    address: !isIdentified || entry.jobId === null ? '' : `/jobs/${entry.jobId}`,
  };
  return toCsvLine(COLUMNS.map((column) => cells[column]));
}
