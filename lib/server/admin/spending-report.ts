import 'server-only';
import { CSV_BOM, toCsvLine } from '@/lib/domain/csv';
import type { Editor } from '@/lib/domain/editor';
import type { JobStatus } from '@/lib/domain/job';
import { formatPtc } from '@/lib/domain/price';
import type { ChargeEntry, ChargeReport } from '@/lib/server/db/records/library';
import type { Mode } from '@/lib/server/db/records/records';
import { contentDisposition } from '@/lib/server/http/file-response';
import { canManage } from '@/lib/server/jobs/job-response';

/** `GET /api/team/spending.csv`: every charge as a line, for the owner's books. Read and sent page by page, however many there are. */

const PAGE_SIZE = 500;
const DAY_MS = 24 * 60 * 60 * 1000;

/** What the table says, in the reader's language. */
export interface SpendingReportMessages {
  readonly fileName: (practice: boolean, from: string | undefined, to: string | undefined) => string;
  readonly columns: Readonly<Record<Column, string>>;
  readonly roles: Readonly<Record<ChargeEntry['role'], string>>;
  readonly kinds: Readonly<Record<ChargeEntry['kind'], string>>;
  /** What became of the money. */
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
  /** `YYYY-MM-DD`, UTC, both included; without them, from the first and to the last. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Where practice has no door, everybody reads these books: they name nobody's clip or job but the reader's own. */
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
    // As spreadsheets read a date and a time.
    time: new Date(entry.createdAtMs).toISOString().slice(0, 19).replace('T', ' '),
    who: entry.label ?? messages.roles[entry.role],
    what: messages.kinds[entry.kind],
    name: isIdentified ? (entry.name ?? '') : '',
    money: entry.mode === 'practice' ? messages.moneyInPractice : messages.money[entry.state],
    // What was given back adds nothing to the sum of this column.
    ptc: formatPtc(entry.state === 'released' ? 0 : entry.milliPtc),
    job: entry.jobStatus === null ? '' : messages.statuses[entry.jobStatus],
    address: !isIdentified || entry.jobId === null ? '' : `/jobs/${entry.jobId}`,
  };
  return toCsvLine(COLUMNS.map((column) => cells[column]));
}
