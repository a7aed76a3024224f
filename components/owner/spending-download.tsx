'use client';

import { useState } from 'react';
import { buttonClass } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { ownerMessages } from '@/lib/i18n/owner';
import { useMessages } from '@/lib/i18n/use-messages';

/** Charge report as a file, for all days or a range: a link, so that the browser streams it to disk. */
export function SpendingDownload() {
  const messages = useMessages(ownerMessages);
  const [dateRange, setDateRange] = useState({ from: '', to: '' });
  const filledDates = Object.entries(dateRange).filter(([, day]) => day !== '');
  const query = new URLSearchParams(filledDates).toString();
  return (
    <div id="books" className="scroll-mt-6">
      <h3 className="font-semibold">{messages.csvTitle}</h3>
      <p className="mt-1 max-w-prose text-ink-soft">{messages.csvText}</p>
      <div className="mt-3 flex flex-wrap items-end gap-2.5">
        {(['from', 'to'] as const).map((bound) => (
          <TextField
            key={bound}
            type="date"
            label={bound === 'from' ? messages.csvFrom : messages.csvTo}
            value={dateRange[bound]}
            {...(bound === 'to' && dateRange.from !== '' ? { min: dateRange.from } : {})}
            {...(bound === 'from' && dateRange.to !== '' ? { max: dateRange.to } : {})}
            onChange={(event) => setDateRange({ ...dateRange, [bound]: event.target.value })}
            className="w-40"
          />
        ))}
        <a href={`/api/team/spending.csv${query === '' ? '' : `?${query}`}`} download className={`${buttonClass()} min-h-9`}>
          {messages.csvDownload}
        </a>
      </div>
    </div>
  );
}
