'use client';

import { useState } from 'react';
import { buttonClass } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { ownerWords } from '@/lib/i18n/owner';
import { useWords } from '@/lib/i18n/use-words';

/** The books as a file, of all days or of some: a link, so that the browser saves it as it comes, however long it is. */
export function SpendingDownload() {
  const words = useWords(ownerWords);
  const [days, setDays] = useState({ from: '', to: '' });
  const asked = Object.entries(days).filter(([, day]) => day !== '');
  const query = new URLSearchParams(asked).toString();
  return (
    <div id="books" className="scroll-mt-6">
      <h3 className="font-semibold">{words.csvTitle}</h3>
      <p className="mt-1 max-w-prose text-ink-soft">{words.csvText}</p>
      <div className="mt-3 flex flex-wrap items-end gap-2.5">
        {(['from', 'to'] as const).map((end) => (
          <TextField
            key={end}
            type="date"
            label={end === 'from' ? words.csvFrom : words.csvTo}
            value={days[end]}
            {...(end === 'to' && days.from !== '' ? { min: days.from } : {})}
            {...(end === 'from' && days.to !== '' ? { max: days.to } : {})}
            onChange={(event) => setDays({ ...days, [end]: event.target.value })}
            className="w-40"
          />
        ))}
        <a href={`/api/team/spending.csv${query === '' ? '' : `?${query}`}`} download className={`${buttonClass()} min-h-9`}>
          {words.csvDownload}
        </a>
      </div>
    </div>
  );
}
