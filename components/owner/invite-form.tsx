'use client';

import { type FormEvent, useRef, useState } from 'react';
import { ErrorNotice } from '@/components/shell/error-notice';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { type ApiError, toApiError } from '@/lib/client/requests/api-error';
import { inviteLabelSchema } from '@/lib/contracts/team';
import { ownerMessages } from '@/lib/i18n/owner';
import { useMessages } from '@/lib/i18n/use-messages';

interface InviteFormProps {
  readonly practice: boolean;
  readonly createInvite: (label: string) => Promise<void>;
}

/** Form for a new invite. */
export function InviteForm({ practice, createInvite }: InviteFormProps) {
  const messages = useMessages(ownerMessages);
  const fieldRef = useRef<HTMLInputElement>(null);
  const busyRef = useRef(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<'empty' | ApiError | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // The second click of a double click arrives before the state has changed.
    if (busyRef.current || fieldRef.current === null) return;
    const label = inviteLabelSchema.safeParse(fieldRef.current.value);
    if (!label.success) {
      setError('empty');
      fieldRef.current.focus();
      return;
    }
    busyRef.current = true;
    setIsBusy(true);
    setError(null);
    try {
      await createInvite(label.data);
      fieldRef.current.value = '';
    } catch (thrown) {
      setError(toApiError(thrown));
    } finally {
      busyRef.current = false;
      setIsBusy(false);
    }
  };

  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start gap-2">
        <TextField
          ref={fieldRef}
          label={messages.inviteField}
          hint={messages.inviteHint}
          error={error === 'empty' ? messages.inviteEmpty : undefined}
          maxLength={80}
          autoComplete="off"
          className="min-w-0 grow basis-60"
        />
        <Button type="submit" variant="primary" aria-disabled={isBusy || undefined} className="min-h-9 sm:mt-[1.5625rem]">
          {isBusy ? messages.making : messages.makeInvite}
        </Button>
      </div>
      {typeof error === 'object' && error !== null ? <ErrorNotice error={error} practice={practice} /> : null}
    </form>
  );
}
