'use client';

import type { TeamResponse } from '@/lib/contracts/team';
import { ownerMessages } from '@/lib/i18n/owner';
import { useMessages } from '@/lib/i18n/use-messages';

const NUMBER_CELL_CLASS = 'tabular py-2.5 pl-4 text-right whitespace-nowrap';

/** Spending per person, today and in total, and the use of today's budget. */
export function SpenderTable({ team }: { team: TeamResponse }) {
  const messages = useMessages(ownerMessages);
  const { spenders, todayMilliPtc, totalMilliPtc, budgetMilliPtc } = team;
  return (
    <div className="flex flex-col gap-4">
      <p className="tabular font-semibold">
        {budgetMilliPtc === null ? messages.noBudget(todayMilliPtc) : messages.budgetOf(todayMilliPtc, budgetMilliPtc)}
      </p>
      {spenders.length === 0 ? (
        <p className="text-ink-soft">{messages.nobodySpent}</p>
      ) : (
        <table className="w-full border-line border-b">
          <thead className="text-ink-faint text-small">
            <tr>
              <th className="py-1.5 text-left font-medium">{messages.spender}</th>
              <th className="py-1.5 pl-4 text-right font-medium">{messages.today}</th>
              <th className="py-1.5 pl-4 text-right font-medium">{messages.total}</th>
              <th className="py-1.5 pl-4 text-right font-medium max-sm:sr-only">{messages.jobs}</th>
            </tr>
          </thead>
          <tbody>
            {spenders.map(({ spenderId, role, label, todayMilliPtc: today, totalMilliPtc: total, jobs }) => (
              <tr key={spenderId} className="border-line border-t">
                <th scope="row" className="wrap-anywhere py-2.5 text-left font-medium">
                  {label ?? messages.roles[role]}
                </th>
                <td className={NUMBER_CELL_CLASS}>{messages.money(today)}</td>
                <td className={NUMBER_CELL_CLASS}>{messages.money(total)}</td>
                <td className={`${NUMBER_CELL_CLASS} max-sm:sr-only`}>{jobs}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr className="border-line-strong border-t font-semibold">
              <th scope="row" className="py-2.5 text-left">
                {messages.sum}
              </th>
              <td className={NUMBER_CELL_CLASS}>{messages.money(todayMilliPtc)}</td>
              <td className={NUMBER_CELL_CLASS}>{messages.money(totalMilliPtc)}</td>
              <td className={`${NUMBER_CELL_CLASS} max-sm:sr-only`}>{spenders.reduce((sum, { jobs }) => sum + jobs, 0)}</td>
            </tr>
          </tfoot>
        </table>
      )}
    </div>
  );
}
