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
  /** A link that was pasted already. */
  readonly initialText: string;
  readonly onLink: (url: string) => void;
  readonly onCancel: () => void;
}

/** Told by their keys, so that their words follow the language. */
const MISTAKES = ['linkEmpty', 'linkNotLink', 'linkNotHttps'] as const satisfies readonly (keyof VideoMessages)[];
type Mistake = (typeof MISTAKES)[number];

const mistake = (key: Mistake) => key;

const linkSchema = z.object({
  url: z
    .string()
    .trim()
    .min(1, mistake('linkEmpty'))
    .refine((text) => text === '' || URL.canParse(text), mistake('linkNotLink'))
    .refine((text) => !URL.canParse(text) || new URL(text).protocol === 'https:', mistake('linkNotHttps')),
});

/** One field for a clip that lies on the web already. */
export function LinkForm({ practice, initialText, onLink, onCancel }: LinkFormProps) {
  const words = useMessages(videoMessages);
  const { register, handleSubmit, formState } = useForm({ resolver: zodResolver(linkSchema), defaultValues: { url: initialText } });
  const wrong = MISTAKES.find((key) => key === formState.errors.url?.message);
  const submit = handleSubmit(({ url }) => onLink(url));
  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-3">
      <TextField
        label={words.linkLabel}
        hint={practice ? words.linkHintPractice : words.linkHint}
        error={wrong && words[wrong]}
        inputMode="url"
        autoComplete="off"
        autoFocus
        {...register('url')}
      />
      <div className="flex gap-2">
        <Button type="submit">{words.linkUse}</Button>
        <Button variant="quiet" onClick={onCancel}>
          {words.linkCancel}
        </Button>
      </div>
    </form>
  );
}
