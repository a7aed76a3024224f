'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import { Button } from '@/components/ui/button';
import { TextField } from '@/components/ui/text-field';
import { useMessages } from '@/lib/i18n/use-messages';
import { type VideoMessages, videoMessages } from '@/lib/i18n/video';

interface LinkFormProps {
  readonly practice: boolean;
  readonly initialText: string;
  readonly onLink: (url: string) => void;
  readonly onCancel: () => void;
}

/** Stored as message keys, so that the text follows the language. */
const LINK_ERRORS = ['linkEmpty', 'linkNotLink', 'linkNotHttps'] as const satisfies readonly (keyof VideoMessages)[];
type LinkError = (typeof LINK_ERRORS)[number];

const toErrorKey = (key: LinkError) => key;

const linkSchema = z.object({
  url: z
    .string()
    .trim()
    .min(1, toErrorKey('linkEmpty'))
    .refine((text) => text === '' || URL.canParse(text), toErrorKey('linkNotLink'))
    .refine((text) => !URL.canParse(text) || new URL(text).protocol === 'https:', toErrorKey('linkNotHttps')),
});

/** Form for the URL of a clip on the web. */
export function LinkForm({ practice, initialText, onLink, onCancel }: LinkFormProps) {
  const messages = useMessages(videoMessages);
  const { register, handleSubmit, formState } = useForm({ resolver: zodResolver(linkSchema), defaultValues: { url: initialText } });
  const errorKey = LINK_ERRORS.find((key) => key === formState.errors.url?.message);
  const submit = handleSubmit(({ url }) => onLink(url));
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
      <TextField
        label={messages.linkLabel}
        hint={practice ? messages.linkHintPractice : messages.linkHint}
        error={errorKey && messages[errorKey]}
        inputMode="url"
        autoComplete="off"
        autoFocus
        {...register('url')}
      />
      <div className="flex gap-2">
        <Button type="submit">{messages.linkUse}</Button>
        <Button variant="quiet" onClick={onCancel}>
          {messages.linkCancel}
        </Button>
      </div>
    </form>
  );
}
