'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { type Api, createApi } from '@/lib/client/requests/api';
import { type ApiError, toApiError } from '@/lib/client/requests/api-error';
import { errorsMessages } from '@/lib/i18n/errors';
import { type ShellMessages, shellMessages } from '@/lib/i18n/shell';
import { useMessages, useSentenceGap } from '@/lib/i18n/use-messages';
import { AppShell } from './app-shell';
import { ErrorNotice } from './error-notice';

interface DoorProps {
  /** Where to go once inside: a path of this site. */
  readonly to: string;
  readonly practice: boolean;
  /** Whether this browser is let in already; then only an invite's link has anything to do here. */
  readonly isInside?: boolean;
  /** As whom this browser is let in; whoever opens another's link is asked first. */
  readonly insideAs?: keyof ShellMessages['otherNow'] | null;
  readonly openDoor?: Api['signIn'];
}

const openDoorHere: Api['signIn'] = (code) => createApi({ fetch: (input, init) => fetch(input, init) }).signIn(code);

/** The token of an invite's link, which stands behind the `#`, where no server sees it. */
function takeInvite(): string | null {
  const token = window.location.hash.slice(1);
  if (token === '') return null;
  // Out of the address bar, and so out of what is copied, shown or kept in the history.
  window.history.replaceState(window.history.state, '', `${window.location.pathname}${window.location.search}`);
  return token;
}

const codeSchema = z.object({ code: z.string().trim().min(1).max(256) });

/** One field for the code. What was begun before stays in the tab's memory and in its draft. */
export function Door({ to, practice, isInside = false, insideAs = null, openDoor = openDoorHere }: DoorProps) {
  const words = useMessages(shellMessages);
  const errors = useMessages(errorsMessages);
  const gap = useSentenceGap();
  const router = useRouter();
  const [error, setError] = useState<ApiError | null>(null);
  const { register, handleSubmit, formState, setFocus } = useForm({
    resolver: zodResolver(codeSchema),
    defaultValues: { code: '' },
  });
  const submit = handleSubmit(async ({ code }) => {
    setError(null);
    try {
      await openDoor(code);
      router.replace(to);
    } catch (thrown) {
      setError(toApiError(thrown));
      setFocus('code', { shouldSelect: true });
    }
  });
  const [isOpening, setIsOpening] = useState(isInside);
  /** An invite that would make somebody else of whoever is inside. */
  const [other, setOther] = useState<string | null>(null);
  const enter = useCallback(
    (invite: string) => {
      setOther(null);
      setIsOpening(true);
      openDoor(invite).then(
        () => router.replace(to),
        (thrown: unknown) => {
          setIsOpening(false);
          setError(toApiError(thrown));
        },
      );
    },
    [openDoor, router, to],
  );
  const arrived = useRef(false);
  useEffect(() => {
    const arrive = () => {
      const invite = takeInvite();
      if (invite === null) {
        if (isInside) router.replace(to);
        return;
      }
      if (insideAs === null) enter(invite);
      else setOther(invite);
    };
    if (!arrived.current) arrive();
    arrived.current = true;
    // A link that is pasted where the door already stands changes the address and loads nothing.
    window.addEventListener('hashchange', arrive);
    return () => window.removeEventListener('hashchange', arrive);
  }, [enter, insideAs, isInside, router, to]);
  const isWrongCode = error?.code === 'wrong-code';
  // Told by what is wrong, not by its words: those follow the language.
  const mistake = formState.errors.code && (formState.errors.code.type === 'too_small' ? words.doorEmpty : errors.codes['wrong-code'].what);
  if (other !== null && insideAs !== null) {
    return (
      <AppShell practice={practice} spending={null} current="none" title={words.otherTitle}>
        <main className="grid grow place-items-center px-4 py-10">
          <div className="flex w-full max-w-md flex-col gap-4">
            <div>
              <h1 className="text-display font-semibold tracking-tight">{words.otherTitle}</h1>
              <p className="mt-1.5 text-[0.9375rem] leading-6 font-semibold">{words.otherNow[insideAs]}</p>
              <p className="mt-1.5 text-[0.9375rem] leading-6 text-ink-soft">{words.otherText}</p>
            </div>
            <div className="flex flex-wrap gap-3">
              <Button variant="primary" size="large" autoFocus onClick={() => router.replace(to)}>
                {words.otherStay}
              </Button>
              <Button size="large" onClick={() => enter(other)}>
                {words.otherEnter}
              </Button>
            </div>
          </div>
        </main>
      </AppShell>
    );
  }
  if (isOpening) {
    return (
      <AppShell practice={practice} spending={null} current="none" title={words.doorTitle}>
        <main className="grid grow place-items-center px-4 py-10">
          <p role="status" className="text-large text-ink-soft">
            {words.doorOpening}
          </p>
        </main>
      </AppShell>
    );
  }
  return (
    <AppShell practice={practice} spending={null} current="none" title={words.doorTitle}>
      <main className="grid grow place-items-center px-4 py-10">
        <form noValidate onSubmit={(event) => void submit(event)} className="flex w-full max-w-sm flex-col gap-4">
          <div>
            <h1 className="text-display font-semibold tracking-tight">{words.doorTitle}</h1>
            <p className="mt-1.5 text-[0.9375rem] leading-6 text-ink-soft">{words.doorText}</p>
          </div>
          <TextField
            label={words.doorField}
            type="password"
            autoComplete="current-password"
            autoFocus
            error={mistake ?? (isWrongCode ? `${errors.codes['wrong-code'].what}${gap}${errors.codes['wrong-code'].todo}` : undefined)}
            {...register('code')}
          />
          {error && !isWrongCode ? <ErrorNotice error={error} practice={practice} /> : null}
          <Button type="submit" variant="primary" size="large" aria-disabled={formState.isSubmitting || undefined} className="self-start">
            {formState.isSubmitting ? words.doorOpening : words.doorOpen}
          </Button>
        </form>
      </main>
    </AppShell>
  );
}
