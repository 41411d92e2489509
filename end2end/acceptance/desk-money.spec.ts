// Money at the desk: from an account's balance down to a posting, and from a file of the bank to what the customer sees.

import { ANNA, BRAM, EVA, texts } from '../people.ts';
import { axe, expect, fits, go, hydrated, test } from '../portal.ts';

const en = texts('en');
const nl = texts('nl');

const ACCOUNT = '/desk/accounts/K-10017';
/** The vendor's own account, and one that nobody has paid from. */
const OURS = 'BE68539007547034';
const THEIRS = 'BE23999002000391';

test('Eva opens an account, a part of its balance, an invoice, its posting and the statement @both', async ({ open }) => {
    const eva = await open({ as: EVA, locale: 'nl-BE' });
    await go(eva, ACCOUNT);
    await axe(eva);
    await fits(eva);

    await test.step('a part of the balance leads to what it is made of', async () => {
        const part = eva.getByRole('table', { name: nl('money_parts') }).first().getByRole('link').first();
        const name = (await part.textContent()) ?? '';
        await part.click();
        await expect(eva).toHaveURL(/\/desk\/accounts\/K-10017\/open\?currency=[A-Z]{3}&bucket=/);
        await expect(eva.getByRole('heading', { level: 1, name: nl('money_open_page') })).toBeVisible();
        await expect(eva.getByRole('link', { name, exact: true })).toHaveAttribute('aria-current', 'true');
        await axe(eva);
        await fits(eva);
    });

    await test.step('the invoice is the desk’s own page, and knows its posting', async () => {
        await eva.getByRole('link', { name: nl('bucket_all'), exact: true }).click();
        await eva.locator('a[href^="/desk/invoices/"]').first().click();
        await expect(eva).toHaveURL(/\/desk\/invoices\//);
        await eva.getByRole('link', { name: nl('invoice_posting') }).click();
        await expect(eva).toHaveURL(/\/desk\/accounts\/K-10017\/postings\//);
        await expect(eva.getByText(nl('posting_balance'), { exact: true })).toBeVisible();
        await axe(eva);
        await fits(eva);
    });

    await test.step('back at the account, the statement is there to be taken along', async () => {
        await eva.getByRole('link', { name: nl('paper_account', { number: 'K-10017' }) }).click();
        await expect(eva).toHaveURL(/\/desk\/accounts\/K-10017$/);
        await eva.locator(`a[href="${ACCOUNT}/statement?currency=EUR"]`).click();
        await expect(eva.getByRole('table', { name: nl('money_postings') }).getByText(nl('money_opening'))).toBeVisible();
        await axe(eva);
        await fits(eva);
        const href = (await eva.getByRole('link', { name: nl('money_pdf') }).getAttribute('href')) ?? '';
        expect(href).toMatch(/^\/desk\/accounts\/K-10017\/statement\.pdf\?currency=EUR&from=\d{4}-/);
        expect((await eva.request.get(href)).headers()['content-type']).toBe('application/pdf');
    });
});

test('what the credit limit leaves opens into what it is made of @both', async ({ open }) => {
    const anna = await open({ as: ANNA });
    await go(anna, '/money');
    await anna.locator('summary', { hasText: en('money_credit_left') }).click();
    await expect(anna.getByText(en('money_credit_why'))).toBeVisible();
    await axe(anna);
    await fits(anna);
    await anna.locator('details[open]').getByRole('link', { name: en('money_balance') }).click();
    await expect(anna).toHaveURL(/\/money\/open\?currency=EUR$/);
});

test('what is to be paid stands on the first page, for whoever may read it @both', async ({ open }) => {
    const anna = await open({ as: ANNA });
    await go(anna, '/');
    const sheet = anna.getByRole('region', { name: new RegExp(`^${en('home_to_pay')} `) });
    await expect(sheet).toContainText('€');
    await expect(sheet.getByRole('link', { name: en('money_pay'), exact: true })).toHaveAttribute('href', '/money#open-EUR');
    await axe(anna);
    await fits(anna);
    await sheet.getByRole('link', { name: en('money_explain') }).click();
    await expect(anna).toHaveURL(/\/money\/open\?currency=EUR$/);
    await go(anna, '/account');
    await expect(anna.locator('.row', { has: anna.getByRole('link', { name: en('money_title') }) })).toContainText(en('money_owe'));

    const bram = await open({ as: BRAM, language: 'en' });
    await go(bram, '/');
    await expect(bram.getByText(en('home_to_pay'), { exact: true })).toHaveCount(0);
    await expect(bram.getByText(en('money_nothing'))).toHaveCount(0);
});

test('a file of the bank is loaded, its proposal accepted, and Anna sees the payment', async ({ open }) => {
    const anna = await open({ as: ANNA });
    await go(anna, '/money');
    const link = anna.locator('form[action="/money/pay"] a[href^="/invoices/"]').last();
    const number = decodeURIComponent(((await link.getAttribute('href')) ?? '').replace('/invoices/', ''));

    const eva = await open({ as: EVA, locale: 'nl-BE' });
    const card = eva.locator('li.sheet', { hasText: number });
    await test.step('the number with another amount is likely, not certain', async () => {
        await go(eva, '/desk/bank');
        const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
        const lines = [
            'Date,Value date,Name,Payer account,Reference,Description,Amount,Currency,Own account,Transaction id',
            `${day},${day},Dakwerken Gent BV,${THEIRS},,Invoice ${number},1.00,EUR,${OURS},E2E-0001`,
        ];
        await eva.getByLabel(nl('bank_file'), { exact: true }).setInputFiles({
            name: 'tuesday.csv',
            mimeType: 'text/csv',
            buffer: Buffer.from(`${lines.join('\r\n')}\r\n`),
        });
        await eva.getByRole('button', { name: nl('bank_load_do') }).click();
        await expect(eva).toHaveURL(/\/desk\/bank\?loaded=1&fresh=1&posted=0&proposed=1&/);
        await hydrated(eva);
        await expect(card).toContainText(nl('bank_why_number_other'));
        await axe(eva);
        await fits(eva);
    });

    await test.step('one press posts it', async () => {
        await card.getByRole('button', { name: nl('bank_accept') }).click();
        await expect(card).toHaveCount(0);
    });

    await test.step('Anna sees it on the invoice and on her account', async () => {
        await go(anna, `/invoices/${encodeURIComponent(number)}`);
        await expect(anna.getByRole('region', { name: en('invoice_allocations') })).toContainText('€1.00');
        await go(anna, '/money');
        await expect(anna.getByRole('region', { name: en('money_newest_title') })).toContainText('€1.00');
    });
});
