'use client';

import { type FormEvent, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { ErrorNotice } from '@/components/wizard/error-notice';
import { type ApiError, toApiError } from '@/lib/client/api-error';
import { inviteLabelSchema } from '@/lib/contracts/team';
import { ownerWords } from '@/lib/i18n/owner';
import { useWords } from '@/lib/i18n/use-words';

interface InviteFormProps {
  readonly practice: boolean;
  readonly makeInvite: (label: string) => Promise<void>;
}

/** One field, one button: a name for an invite. */
export function InviteForm({ practice, makeInvite }: InviteFormProps) {
  const words = useWords(ownerWords);
  const field = useRef<HTMLInputElement>(null);
  const busy = useRef(false);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<'empty' | ApiError | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // The second half of a double click comes before the state has changed.
    if (busy.current || field.current === null) return;
    const label = inviteLabelSchema.safeParse(field.current.value);
    if (!label.success) {
      setProblem('empty');
      field.current.focus();
      return;
    }
    busy.current = true;
    setIsBusy(true);
    setProblem(null);
    try {
      await makeInvite(label.data);
      field.current.value = '';
    } catch (thrown) {
      setProblem(toApiError(thrown));
    } finally {
      busy.current = false;
      setIsBusy(false);
    }
  };

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-2">
        <TextField
          ref={field}
          label={words.inviteField}
          hint={words.inviteHint}
          error={problem === 'empty' ? words.inviteEmpty : undefined}
          maxLength={80}
          autoComplete="off"
          className="min-w-0 grow basis-60"
        />
        <Button type="submit" look="primary" aria-disabled={isBusy || undefined} className="min-h-9 sm:mt-[1.5625rem]">
          {isBusy ? words.making : words.makeInvite}
        </Button>
      </div>
      {typeof problem === 'object' && problem !== null ? <ErrorNotice error={problem} practice={practice} /> : null}
    </form>
  );
}
