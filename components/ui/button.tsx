import type { ButtonHTMLAttributes } from 'react';

export type ButtonVariant = 'primary' | 'outline' | 'quiet';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly variant?: ButtonVariant;
  readonly size?: 'small' | 'medium' | 'large';
}

const VARIANT_CLASSES: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong font-semibold',
  outline: 'border border-line-strong bg-transparent text-ink hover:bg-raised font-medium',
  quiet: 'bg-transparent text-ink-soft hover:bg-raised hover:text-ink font-medium',
};

const SIZE_CLASSES = {
  small: 'min-h-7 px-2.5 rounded-md text-small',
  medium: 'min-h-8 px-3 rounded-lg text-base',
  large: 'min-h-10 px-4.5 rounded-lg text-large',
};

const BASE_CLASS =
  'inline-flex cursor-pointer select-none items-center justify-center gap-1.5 whitespace-nowrap transition-colors duration-150 disabled:cursor-default disabled:opacity-45 aria-disabled:cursor-default aria-disabled:opacity-45';

/** Classes of a button, for a link or label that should look like one. */
export function buttonClass(variant: ButtonVariant = 'outline', size: 'small' | 'medium' | 'large' = 'medium'): string {
  return `${BASE_CLASS} ${VARIANT_CLASSES[variant]} ${SIZE_CLASSES[size]}`;
}

/** A button with `type="button"` by default. `primary` is the one accent action of a screen. */
export function Button({ variant = 'outline', size = 'medium', type = 'button', className = '', ...rest }: ButtonProps) {
  return <button type={type} className={`${buttonClass(variant, size)} ${className}`} {...rest} />;
}
