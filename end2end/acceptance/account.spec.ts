// What an account says of itself: addresses, VAT number, mails, and who opened its documents.

import { fillCart } from '../orders.ts';
import { ANNA, NIAMH, texts, YASMIN } from '../people.ts';
import { axe, expect, fits, go, test } from '../portal.ts';

const en = texts('en');

test('Niamh adds an address, has an order go there, and sets her VAT number right @both', async ({ open }, info) => {
    // Both sizes share a portal: each has an address of its own.
    const label = `Quay ${info.project.name}`;
    const page = await open({ as: NIAMH });
    await test.step('from the account to its addresses', async () => {
        await go(page, '/account');
        await page.getByRole('link', { name: en('account_addresses'), exact: true }).click();
        await expect(page.getByRole('heading', { level: 1, name: en('account_addresses') })).toBeVisible();
        await axe(page);
        await fits(page);
        await page.getByRole('link', { name: en('address_add') }).click();
        await expect(page.getByRole('heading', { level: 2, name: en('address_new') })).toBeVisible();
    });

    await test.step('a wrong postcode is said at its field, and nothing typed is lost', async () => {
        await page.locator('#label').fill(label);
        await page.locator('#street').fill('Havenlaan 86');
        await page.locator('#country').selectOption('BE');
        await page.locator('#postcode').fill('12');
        await page.locator('#city').fill('Brussel');
        await page.getByRole('button', { name: en('account_save') }).click();
        await expect(page.locator('#postcode')).toHaveAttribute('aria-invalid', 'true');
        await expect(page.getByText(en('refusal_postcode', { example: '9000' }))).toBeVisible();
        await expect(page.locator('#street')).toHaveValue('Havenlaan 86');
        await axe(page);
        await fits(page);
        await page.locator('#postcode').fill('1000');
        await page.getByRole('button', { name: en('account_save') }).click();
        await expect(page).toHaveURL(/\/account\/addresses$/);
        await expect(page.getByRole('listitem').filter({ hasText: label })).toContainText('Havenlaan 86, 1000 Brussel');
    });

    await test.step('an order can go there', async () => {
        await fillCart(page, [['RT-1042', 40]]);
        await go(page, '/review');
        await page.getByText(en('review_change'), { exact: true }).click();
        await page.getByRole('radio', { name: new RegExp(label) }).check();
        await page.getByRole('button', { name: en('review_save'), exact: true }).click();
        await expect(page.getByRole('region', { name: en('review_details') }).locator('.row').first()).toContainText('Havenlaan 86');
    });

    await test.step('it goes again, and the usual one stays', async () => {
        await go(page, '/account/addresses');
        await page.getByRole('button', { name: en('address_remove_named', { name: label }) }).click();
        await expect(page.getByRole('listitem').filter({ hasText: label })).toHaveCount(0);
        await expect(page.getByText(en('address_usual'), { exact: true })).toHaveCount(1);
    });

    await test.step('a VAT number is wrong, and then right', async () => {
        await go(page, '/account/details');
        const number = page.locator('#number');
        const before = await number.inputValue();
        const save = page.getByRole('region', { name: en('account_vat_number') }).getByRole('button', { name: en('account_save') });
        await number.fill('BE 0428.759.498');
        await save.click();
        await expect(page.getByText(en('refusal_tax_number_check'))).toBeVisible();
        await axe(page);
        await fits(page);
        await number.fill('be 0428.759.497');
        await save.click();
        await expect(page.getByText(en('account_saved'), { exact: true })).toBeVisible();
        await expect(number).toHaveValue('BE0428759497');
        await number.fill(before);
        await save.click();
        await expect(number).toHaveValue(before);
    });
});

test('Anna sees who opened an invoice, and what she is written to about @both', async ({ open }) => {
    const page = await open({ as: ANNA });
    await go(page, '/money');
    const link = page.locator('form[action="/money/pay"] a[href^="/invoices/"]').first();
    const number = decodeURIComponent(((await link.getAttribute('href')) ?? '').replace('/invoices/', ''));
    await link.click();
    await expect(page.getByRole('heading', { level: 1, name: en('invoice_title', { number }) })).toBeVisible();
    const file = await page.request.get((await page.getByRole('link', { name: en('money_pdf') }).getAttribute('href')) ?? '');
    expect(file.status()).toBe(200);

    await test.step('the log says so', async () => {
        await go(page, '/account');
        await page.getByRole('link', { name: en('account_access'), exact: true }).click();
        await expect(page.getByRole('heading', { level: 1, name: en('account_access') })).toBeVisible();
        const lines = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: en('access_document', { number }) }) });
        await expect(lines.filter({ hasText: en('access_pdf') }).first()).toContainText('Anna Kovács');
        await expect(lines.filter({ hasText: en('access_read') }).first()).toContainText('Anna Kovács');
        await axe(page);
        await fits(page);
    });

    await test.step('she wants no mails about money, and then she does', async () => {
        await go(page, '/account/notices');
        const money = page.getByRole('checkbox', { name: new RegExp(`^${en('notices_money')}`) });
        await expect(money).toBeChecked();
        await axe(page);
        await fits(page);
        await money.uncheck();
        await page.getByRole('button', { name: en('account_save') }).click();
        await expect(page.getByText(en('account_saved'), { exact: true })).toBeVisible();
        await go(page, '/account/notices');
        await expect(money).not.toBeChecked();
        await money.check();
        await page.getByRole('button', { name: en('account_save') }).click();
        await expect(page.getByText(en('account_saved'), { exact: true })).toBeVisible();
    });
});

test('without scripts an address is added and changed, and a colleague who looks on has no forms', async ({ open }) => {
    const page = await open({ as: ANNA, javaScriptEnabled: false });
    await page.goto('/account/addresses?edit=new');
    await page.locator('#label').fill('Plain');
    await page.locator('#street').fill('Voorhavenlaan 1');
    await page.locator('#postcode').fill('9');
    await page.locator('#city').fill('Gent');
    await page.getByRole('button', { name: en('account_save') }).click();
    await expect(page.locator('#postcode')).toHaveAttribute('aria-invalid', 'true');
    await expect(page.locator('#street')).toHaveValue('Voorhavenlaan 1');
    await page.locator('#postcode').fill('9000');
    await page.getByRole('button', { name: en('account_save') }).click();
    await expect(page).toHaveURL(/\/account\/addresses$/);
    await page.getByRole('link', { name: en('address_change_named', { name: 'Plain' }) }).click();
    await page.locator('#street').fill('Voorhavenlaan 2');
    await page.getByRole('button', { name: en('account_save') }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Plain' })).toContainText('Voorhavenlaan 2');
    await page.getByRole('button', { name: en('address_remove_named', { name: 'Plain' }) }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'Plain' })).toHaveCount(0);

    const fr = texts('fr');
    const yasmin = await open({ as: YASMIN });
    await go(yasmin, '/account/addresses?edit=new');
    await expect(yasmin.getByText(fr('address_owner'))).toBeVisible();
    await expect(yasmin.locator('main form')).toHaveCount(0);
    expect(await go(yasmin, '/account/access')).toBe(403);
    await go(yasmin, '/account');
    await expect(yasmin.getByRole('link', { name: fr('account_access'), exact: true })).toHaveCount(0);
});
