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

interface SignInProps {
  /** Path of this site to open after sign-in. */
  readonly redirectTo: string;
  readonly practice: boolean;
  /** Whether this browser is already signed in; the page then only handles invite links. */
  readonly isSignedIn?: boolean;
  /** Role of the current session; an invite link for a different identity requires a confirmation. */
  readonly signedInAs?: keyof ShellMessages['otherNow'] | null;
  readonly signIn?: Api['signIn'];
}

const signInWithApi: Api['signIn'] = (code) => createApi({ fetch: (input, init) => fetch(input, init) }).signIn(code);

/** The token of an invite link is in the URL's hash, which is not sent to the server. It is removed from the URL. */
function takeInviteToken(): string | null {
  const token = window.location.hash.slice(1);
  if (token === '') return null;
  // Removes the token from the address bar and the history.
  window.history.replaceState(window.history.state, '', `${window.location.pathname}${window.location.search}`);
  return token;
}

const codeSchema = z.object({ code: z.string().trim().min(1).max(256) });

/** Sign-in by code. Unsaved work stays in the tab's memory and in its draft. */
export function SignIn({ redirectTo, practice, isSignedIn = false, signedInAs = null, signIn = signInWithApi }: SignInProps) {
  const messages = useMessages(shellMessages);
  const errorText = useMessages(errorsMessages);
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
      await signIn(code);
      router.replace(redirectTo);
    } catch (thrown) {
      setError(toApiError(thrown));
      setFocus('code', { shouldSelect: true });
    }
  });
  const [isSigningIn, setIsSigningIn] = useState(isSignedIn);
  /** The token of an invite that would change the identity of the current session. */
  const [otherInvite, setOtherInvite] = useState<string | null>(null);
  const acceptInvite = useCallback(
    (inviteToken: string) => {
      setOtherInvite(null);
      setIsSigningIn(true);
      signIn(inviteToken).then(
        () => router.replace(redirectTo),
        (thrown: unknown) => {
          setIsSigningIn(false);
          setError(toApiError(thrown));
        },
      );
    },
    [signIn, router, redirectTo],
  );
  const hasReadInvite = useRef(false);
  useEffect(() => {
    const readInvite = () => {
      const inviteToken = takeInviteToken();
      if (inviteToken === null) {
        if (isSignedIn) router.replace(redirectTo);
        return;
      }
      if (signedInAs === null) acceptInvite(inviteToken);
      else setOtherInvite(inviteToken);
    };
    if (!hasReadInvite.current) readInvite();
    hasReadInvite.current = true;
    // Pasting an invite link on this page only changes the hash, without a page load.
    window.addEventListener('hashchange', readInvite);
    return () => window.removeEventListener('hashchange', readInvite);
  }, [acceptInvite, signedInAs, isSignedIn, router, redirectTo]);
  const isWrongCode = error?.code === 'invalid-credentials';
  // Stored as an error code, so that the text follows the language.
  const fieldError =
    formState.errors.code &&
    (formState.errors.code.type === 'too_small' ? messages.signInEmpty : errorText.codes['invalid-credentials'].what);
  if (otherInvite !== null && signedInAs !== null) {
    return (
      <AppShell practice={practice} spending={null} current="none" title={messages.otherTitle}>
        <main className="grid grow place-items-center px-4 py-10">
          <div className="flex w-full max-w-md flex-col gap-4">
            <div>
              <h1 className="text-display font-semibold tracking-tight">{messages.otherTitle}</h1>
              <p className="mt-1.5 text-[0.9375rem] leading-6 font-semibold">{messages.otherNow[signedInAs]}</p>
              <p className="mt-1.5 text-[0.9375rem] leading-6 text-ink-soft">{messages.otherText}</p>
            </div>
            <div className="flex flex-wrap gap-3">
              <Button variant="primary" size="large" autoFocus onClick={() => router.replace(redirectTo)}>
                {messages.otherStay}
              </Button>
              <Button size="large" onClick={() => acceptInvite(otherInvite)}>
                {messages.otherEnter}
              </Button>
            </div>
          </div>
        </main>
      </AppShell>
    );
  }
  if (isSigningIn) {
    return (
      <AppShell practice={practice} spending={null} current="none" title={messages.signInTitle}>
        <main className="grid grow place-items-center px-4 py-10">
          <p role="status" className="text-large text-ink-soft">
            {messages.signInOpening}
          </p>
        </main>
      </AppShell>
    );
  }
  return (
    <AppShell practice={practice} spending={null} current="none" title={messages.signInTitle}>
      <main className="grid grow place-items-center px-4 py-10">
        <form noValidate onSubmit={(event) => void submit(event)} className="flex w-full max-w-sm flex-col gap-4">
          <div>
            <h1 className="text-display font-semibold tracking-tight">{messages.signInTitle}</h1>
            <p className="mt-1.5 text-[0.9375rem] leading-6 text-ink-soft">{messages.signInText}</p>
          </div>
          <TextField
            label={messages.signInField}
            type="password"
            autoComplete="current-password"
            autoFocus
            error={
              fieldError ??
              (isWrongCode
                ? `${errorText.codes['invalid-credentials'].what}${gap}${errorText.codes['invalid-credentials'].todo}`
                : undefined)
            }
            {...register('code')}
          />
          {error && !isWrongCode ? <ErrorNotice error={error} practice={practice} /> : null}
          <Button type="submit" variant="primary" size="large" aria-disabled={formState.isSubmitting || undefined} className="self-start">
            {formState.isSubmitting ? messages.signInOpening : messages.signInOpen}
          </Button>
        </form>
      </main>
    </AppShell>
  );
}
