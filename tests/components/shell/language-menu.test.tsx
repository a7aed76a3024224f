import { render, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AppShell } from '@/components/shell/app-shell';
import { ErrorNotice } from '@/components/shell/error-notice';
import { MessagePage } from '@/components/shell/message-page';
import { LinkForm } from '@/components/wizard/steps/video/link-form';
import { ApiError } from '@/lib/client/requests/api-error';
import type { Language } from '@/lib/i18n/language';
import { LanguageProvider } from '@/lib/i18n/language-provider';

vi.mock('next/navigation', () => ({ useRouter: () => ({ push: () => undefined }) }));

afterEach(() => {
  // biome-ignore lint/suspicious/noDocumentCookie: removes the cookie of an earlier test.
  document.cookie = 'language=; path=/; max-age=0';
  document.documentElement.removeAttribute('lang');
});

function Page({ initial }: { initial: Language }) {
  return (
    <LanguageProvider initial={initial}>
      <AppShell practice spending={null} title="x">
        <LinkForm practice={false} initialText="" onLink={() => undefined} onCancel={() => undefined} />
      </AppShell>
    </LanguageProvider>
  );
}

describe('language', () => {
  it('the language of the request is in the server-rendered HTML', () => {
    expect(renderToString(createElement(Page, { initial: 'zh' }))).toContain('练习模式');
    expect(renderToString(createElement(Page, { initial: 'en' }))).toContain('Practice mode');
  });

  it('the language menu changes all text immediately and keeps typed input', async () => {
    const user = userEvent.setup();
    render(<Page initial="en" />);
    await user.type(screen.getByRole('textbox', { name: 'Link to a clip' }), 'http://a.example');
    await user.click(screen.getByRole('button', { name: 'Use this link' }));
    expect(screen.getByText(/must start with https/)).toBeTruthy();

    await user.selectOptions(screen.getByRole('combobox', { name: 'Language' }), '简体中文');

    const field = screen.getByRole('textbox', { name: '视频链接' });
    expect(field).toHaveProperty('value', 'http://a.example');
    // The field's error changes its language without another request.
    expect(screen.getByText('链接必须以 https:// 开头。没有扣费。')).toBeTruthy();
    expect(screen.getByText(/练习模式：一切功能可用/)).toBeTruthy();
    expect(screen.getByRole('combobox', { name: '语言' })).toHaveProperty('value', 'zh');
  });

  it('a change of language updates the lang attribute and is stored for the next page', async () => {
    const user = userEvent.setup();
    render(<Page initial="en" />);
    await user.selectOptions(screen.getByRole('combobox', { name: 'Language' }), '简体中文');
    expect(document.documentElement.lang).toBe('zh-Hans');
    expect(document.cookie).toContain('language=zh');
    await user.selectOptions(screen.getByRole('combobox', { name: '语言' }), 'English');
    expect(document.documentElement.lang).toBe('en');
    expect(document.cookie).toContain('language=en');
  });

  it('a cached page uses the language that was chosen last', () => {
    // biome-ignore lint/suspicious/noDocumentCookie: simulates a choice in another tab.
    document.cookie = 'language=zh; path=/';
    render(<Page initial="en" />);
    expect(screen.getByText(/练习模式：一切功能可用/)).toBeTruthy();
    expect(document.documentElement.lang).toBe('zh-Hans');
  });

  it('a change of language updates the page title', async () => {
    const user = userEvent.setup();
    render(
      <LanguageProvider initial="en">
        <MessagePage kind="not-found" practice={false} />
      </LanguageProvider>,
    );
    expect(document.title).toBe('There is nothing at this address · Lip-sync Wizard');
    await user.selectOptions(screen.getByRole('combobox', { name: 'Language' }), '简体中文');
    expect(document.title).toBe('这个地址没有内容 · Lip-sync Wizard');
  });

  it.each([
    ['en', 'The lip-sync service is busy. Nothing was charged. Try again in a moment. Your work is kept. Ready again in 20 s.'],
    ['zh', '对口型服务正忙。没有扣费。请稍后再试。你的工作会保留。20\u00a0秒后可以再试。'],
  ] as const)('sentences are joined as in %s', (language, text) => {
    render(
      <LanguageProvider initial={language}>
        <ErrorNotice error={new ApiError('upstream-busy', { retryAfterMs: 20_000 })} practice={false} />
      </LanguageProvider>,
    );
    expect(screen.getByRole('alert').querySelector('p')?.textContent).toBe(text);
  });
});
