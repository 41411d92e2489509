// What is owed and what was paid: from the balance to an invoice, to the bank's details, to "I have paid".

import { ANNA, like, texts, YASMIN } from '../people.ts';
import { axe, expect, fits, go, hydrated, test, type Page } from '../portal.ts';

const en = texts('en');

/** The invoices that are to be paid, as links. */
const openInvoices = (page: Page) => page.locator('form[action="/money/pay"] a[href^="/invoices/"]');

test('Anna finds an invoice that is open, sees how to pay it, and says that she has @both', async ({ open }) => {
    const page = await open({ as: ANNA });
    await test.step('from the account to the money', async () => {
        await go(page, '/account');
        await page.getByRole('link', { name: en('money_title') }).click();
        await expect(page.getByRole('heading', { level: 1, name: en('money_title') })).toBeVisible();
        await expect(page.getByText(en('money_owe'), { exact: true }).first()).toBeVisible();
        await expect(openInvoices(page).first()).toBeVisible();
        await axe(page);
        await fits(page);
    });

    await test.step('a part of the balance leads to what it is made of', async () => {
        const part = page.getByRole('table', { name: en('money_parts') }).first().getByRole('link').first();
        const name = (await part.textContent()) ?? '';
        await part.click();
        await expect(page).toHaveURL(/\/money\/open\?currency=[A-Z]{3}&bucket=/);
        await expect(page.getByRole('heading', { level: 1, name: en('money_open_page') })).toBeVisible();
        await expect(page.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'true');
        await expect(page.getByRole('table', { name, exact: true }).getByRole('row').nth(1)).toBeVisible();
        await axe(page);
        await fits(page);
        await page.goBack();
    });

    const number = await test.step('the invoice is there to be read', async () => {
        const link = openInvoices(page).first();
        const name = (await link.textContent()) ?? '';
        const number = decodeURIComponent(((await link.getAttribute('href')) ?? '').replace('/invoices/', ''));
        expect(name).toBe(en('invoice_title', { number }));
        await link.click();
        await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
        await expect(page.getByRole('table', { name: en('invoice_lines') }).getByRole('row').nth(1)).toBeVisible();
        await expect(page.getByRole('table', { name: en('invoice_rates') })).toBeVisible();
        const file = await page.request.get((await page.getByRole('link', { name: en('money_pdf') }).getAttribute('href')) ?? '');
        expect(file.headers()['content-type']).toBe('application/pdf');
        await axe(page);
        await fits(page);
        return number;
    });

    await test.step('she sees how to pay it', async () => {
        await page.getByRole('link', { name: new RegExp(`^${en('money_pay')} · `) }).click();
        await expect(page).toHaveURL(/\/money\/pay\?invoices=/);
        await expect(page.getByRole('heading', { level: 1, name: en('pay_how') })).toBeVisible();
        const bank = page.getByRole('region', { name: en('pay_bank') });
        await expect(bank.getByText('IBAN', { exact: true })).toBeVisible();
        await expect(bank.getByRole('img', { name: like(en('pay_code_label')) })).toBeVisible();
        await expect(page.getByRole('region', { name: en('pay_for') })).toContainText(number);
        await axe(page);
        await fits(page);
    });

    await test.step('she says that she has paid, and sees that it is known', async () => {
        await page.getByRole('button', { name: en('pay_announce_do') }).click();
        await expect(page).toHaveURL(/\/money$/);
        await expect(page.getByRole('region', { name: en('money_payments_title') })).toContainText(number);
        const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: en('invoice_title', { number }), exact: true }) });
        await expect(row.first()).toContainText(like(en('money_announced')));
        await axe(page);
        await fits(page);
    });
});

test('several invoices are paid at once, and another amount than all of it @both', async ({ open }) => {
    const page = await open({ as: ANNA });
    await go(page, '/money');
    const boxes = page.locator('form[action="/money/pay"]').first().getByRole('checkbox');
    const names: string[] = [];
    for (const [place, box] of (await boxes.all()).entries()) {
        await box.setChecked(place < 2);
        if (place < 2) names.push(await box.inputValue());
    }
    await page.getByRole('button', { name: en('money_pay_ticked') }).first().click();
    await expect(page).toHaveURL(/\/money\/pay\?invoices=/);
    await hydrated(page);
    for (const name of names) {
        await expect(page.getByRole('region', { name: en('pay_for') })).toContainText(name);
    }
    await page.getByText(en('pay_part'), { exact: true }).click();
    await page.locator('#part').fill('1');
    await page.getByRole('button', { name: en('money_show') }).click();
    await expect(page).toHaveURL(/amount=1$/);
    await expect(page.getByRole('region', { name: en('pay_bank') })).toContainText('€1.00');
    await axe(page);
});

test('without scripts it can be said that something was paid, and what was typed is kept', async ({ open }) => {
    const page = await open({ as: ANNA, javaScriptEnabled: false });
    await page.goto('/money');
    const href = (await openInvoices(page).last().getAttribute('href')) ?? '';
    await page.goto(`/money/pay?invoices=${href.replace('/invoices/', '')}`);
    const amount = page.locator('form[action="/fn/money/announce"]').getByLabel(like(en('pay_paid_amount')));
    await amount.fill('many');
    await page.getByRole('button', { name: en('pay_announce_do') }).click();
    await expect(amount).toHaveAttribute('aria-invalid', 'true');
    await expect(amount).toHaveValue('many');
    await amount.fill('1');
    await page.getByRole('button', { name: en('pay_announce_do') }).click();
    await expect(page).toHaveURL(/\/money$/);
    await expect(page.getByRole('region', { name: en('money_payments_title') })).toContainText('€1.00');
    await fits(page);
});

test('the statement of a period begins and ends with a balance, and each posting opens @both', async ({ open }) => {
    const page = await open({ as: ANNA });
    await go(page, '/money/statement');
    const table = page.getByRole('table', { name: en('money_postings') });
    await expect(table.getByText(en('money_opening'))).toBeVisible();
    await axe(page);
    await fits(page);
    for (const ending of ['pdf', 'csv']) {
        const file = page.getByRole('link', { name: en(`money_${ending}`) });
        await expect(file).toHaveAttribute('href', new RegExp(`^/money/statement\\.${ending}\\?currency=EUR&from=\\d{4}-`));
    }
    // Each of its sums opens into what it is made of, and back.
    const added = page.getByRole('term').filter({ hasText: en('money_debits') });
    const sum = await added.locator('xpath=following-sibling::dd').textContent();
    await added.getByRole('link').click();
    await expect(page).toHaveURL(/[?&]way=debits/);
    await expect(table.getByText(en('money_opening'))).toHaveCount(0);
    await expect(table.getByRole('cell').filter({ hasText: '−' })).toHaveCount(0);
    await expect(added.locator('xpath=following-sibling::dd')).toHaveText(sum ?? 'no sum');
    await axe(page);
    await fits(page);
    await page.getByRole('link', { name: en('money_all_postings') }).click();
    await expect(table.getByText(en('money_opening'))).toBeVisible();
    const posting = table.getByRole('link').first();
    const name = (await posting.textContent()) ?? '';
    await posting.click();
    await expect(page).toHaveURL(/\/money\/postings\//);
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
    await axe(page);
    await fits(page);

    expect(await go(page, '/money/statement?from=2026-02-01&until=2026-01-01')).toBe(422);
    await expect(page.getByText(en('refusal_malformed'))).toBeVisible();
    await expect(page.getByLabel(en('money_from'), { exact: true })).toHaveValue('2026-02-01');
});

test('Yasmin, who only looks, is told that money is not for her role', async ({ open }) => {
    const fr = texts('fr');
    const page = await open({ as: YASMIN });
    await go(page, '/account');
    await expect(page.getByRole('link', { name: fr('money_title') })).toHaveCount(0);
    for (const path of ['/money', '/money/open', '/money/statement', '/money/pay', '/invoices/none']) {
        expect(await go(page, path), path).toBe(403);
        await expect(page.getByText(fr('refusal_not_allowed'))).toBeVisible();
    }
});

test('an invoice that does not exist, or is another account’s, is not there', async ({ open }) => {
    const page = await open({ as: ANNA });
    for (const path of ['/invoices/none', '/money/postings/none', '/money/pay?invoices=none']) {
        expect(await go(page, path), path).toBe(404);
    }
});
