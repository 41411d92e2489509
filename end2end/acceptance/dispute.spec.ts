// A line that the customer does not agree with: Niamh says what is wrong with it, Eva settles it, and both read how.

import { EVA, NIAMH, OLIVER, texts } from '../people.ts';
import { axe, expect, fits, go, hydrated, test, type Page } from '../portal.ts';

const en = texts('en');
const nl = texts('nl');

/** The number of the invoice that is due last. */
async function lastOpen(page: Page): Promise<string> {
    await go(page, '/money');
    const href = await page.locator('form[action="/money/pay"] a[href^="/invoices/"]').last().getAttribute('href');
    return decodeURIComponent((href ?? '').replace('/invoices/', ''));
}

/** Disputes so much of the first line, all that can be where nothing is said; gives the complaint's number. */
async function dispute(page: Page, number: string, words: string, amount?: string): Promise<string> {
    await go(page, `/invoices/${encodeURIComponent(number)}`);
    await page.getByRole('link', { name: new RegExp(`^${en('dispute_ask')}`) }).first().click();
    await expect(page).toHaveURL(/\?dispute=\d+#dispute$/);
    await hydrated(page);
    if (amount) await page.locator('#dispute-amount').fill(amount);
    await page.locator('#dispute-text').fill(words);
    await page.locator('#dispute-remedy').selectOption('refund');
    await axe(page);
    await fits(page);
    await page.getByRole('button', { name: en('dispute_send') }).click();
    await expect(page).toHaveURL(/\/messages\/\d+$/);
    return page.url().replace(/.*\//, '');
}

test('Niamh disputes a line twice: Eva puts the first back and credits the second, and both see why @both', async ({ open }) => {
    const niamh = await open({ as: NIAMH });
    const eva = await open({ as: EVA });
    const number = await lastOpen(niamh);
    const theirs = niamh.getByRole('region', { name: en('dispute_title') });
    const ours = eva.getByRole('region', { name: nl('dispute_title') });

    await test.step('a euro of it is disputed, and a complaint opens', async () => {
        const complaint = await dispute(niamh, number, 'We were promised a discount of one euro.', '1');
        await expect(niamh.getByRole('main')).toContainText('We were promised a discount of one euro.');
        await expect(theirs).toContainText(en('dispute_open'));
        await expect(theirs).toContainText('€1.00');
        await axe(niamh);
        await fits(niamh);
        await go(niamh, `/invoices/${encodeURIComponent(number)}`);
        const link = niamh.getByRole('link', { name: en('invoice_disputed', { amount: '€1.00', number: complaint }) });
        await expect(link).toHaveAttribute('href', `/messages/${complaint}`);
        // The order says so, too, and has the same way to dispute more of it.
        await niamh.getByRole('main').locator('a[href^="/orders/"]').first().click();
        await expect(niamh).toHaveURL(/\/orders\/\d+$/);
        await hydrated(niamh);
        await expect(link).toHaveAttribute('href', `/messages/${complaint}`);
        const more = niamh.getByRole('link', { name: new RegExp(`^${en('dispute_ask')}`) }).first();
        await expect(more).toHaveAttribute('href', new RegExp(`^/invoices/${encodeURIComponent(number)}\\?dispute=\\d+#dispute$`));
        await axe(niamh);
        await fits(niamh);
        await go(eva, `/desk/cases/${complaint}`);
        await expect(ours).toContainText(number);
        await ours.getByRole('link', { name: nl('desk_dispute_settle') }).click();
        await expect(eva).toHaveURL(/\/desk\/invoices\/.+#disputes$/);
        await hydrated(eva);
    });

    await test.step('Eva puts it back, and Niamh reads why and by when', async () => {
        await ours.getByText(nl('desk_dispute_put_back'), { exact: true }).click();
        await axe(eva);
        await fits(eva);
        const form = ours.locator('form[action="/fn/desk/money-put-back"]');
        await form.getByRole('textbox').fill('The discount begins at ten pallets');
        await form.getByRole('button').click();
        await expect(ours).toContainText(nl('dispute_put_back'));
        await expect(ours.locator('form')).toHaveCount(0);
        await go(niamh, `/invoices/${encodeURIComponent(number)}`);
        await expect(theirs).toContainText(en('dispute_put_back'));
        await expect(theirs).toContainText('The discount begins at ten pallets');
    });

    await test.step('all of the line is disputed, and credited', async () => {
        const complaint = await dispute(niamh, number, 'None of it has come.');
        await go(eva, `/desk/invoices/${encodeURIComponent(number)}`);
        await ours.getByText(nl('desk_dispute_credit'), { exact: true }).click();
        const form = ours.locator('form[action="/fn/desk/money-credit-disputed"]');
        await form.locator('textarea').fill('It was left on the lorry');
        await form.getByRole('button').click();
        await expect(ours).toContainText(nl('dispute_credited'));
        await axe(eva);
        await go(niamh, `/messages/${complaint}`);
        await expect(theirs).toContainText(en('dispute_credited'));
        await axe(niamh);
        await fits(niamh);
        await theirs.locator('a[href^="/invoices/"]').last().click();
        await expect(niamh.getByRole('heading', { level: 1, name: new RegExp(`^${en('invoice_credit_title', { number: '' })}`) })).toBeVisible();
    });
});

test('without scripts a line can be disputed, and what was typed is kept', async ({ open }) => {
    const page = await open({ as: OLIVER, javaScriptEnabled: false });
    await page.goto('/money');
    const href = await page.locator('form[action="/money/pay"] a[href^="/invoices/"]').last().getAttribute('href');
    await page.goto(`${href}?dispute=1`);
    const amount = page.locator('#dispute-amount');
    await amount.fill('many');
    await page.locator('#dispute-text').fill('The colour is another one.');
    await page.getByRole('button', { name: en('dispute_send') }).click();
    await expect(amount).toHaveAttribute('aria-invalid', 'true');
    await expect(amount).toHaveValue('many');
    await expect(page.locator('#dispute-text')).toHaveValue('The colour is another one.');
    await amount.fill('1');
    await page.getByRole('button', { name: en('dispute_send') }).click();
    await expect(page).toHaveURL(/\/messages\/\d+$/);
    await expect(page.getByRole('region', { name: en('dispute_title') })).toContainText('£1.00');
    await fits(page);
});
