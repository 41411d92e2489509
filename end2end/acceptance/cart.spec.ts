// The cart and the quick ways to fill it.

import { readFile } from 'node:fs/promises';

import { JOOST, like, MARTIN, MICHEL, NIAMH, OLIVER, texts } from '../people.ts';
import { emptyCart, fillCart, order } from '../orders.ts';
import { expect, go, hydrated, signIn, test, type Page } from '../portal.ts';

const en = texts('en');

/** The line of an article in the cart. */
function line(page: Page, number: string) {
    return page.getByRole('listitem').filter({ has: page.getByText(number, { exact: true }) });
}

test('what was put into the cart before signing in is in it afterwards, beside what was there', async ({ open, portal }) => {
    const other = await open({ as: JOOST });
    await fillCart(other, [['RT-1042', 5], ['TL-7012', 1]]);

    const page = await open({ locale: 'en-GB' });
    await go(page, '/shop?q=RT-1042');
    await page.getByLabel(en('shop_quantity_of', { name: 'Roof tile, natural red' })).fill('40');
    await page.getByRole('listitem').filter({ hasText: 'RT-1042' }).getByRole('button', { name: en('shop_add') }).first().click();
    await expect(page.getByRole('button', { name: en('shop_added') })).toBeVisible();
    await go(page, '/cart');
    await expect(page.getByText(en('cart_over_device'))).toBeVisible();
    await expect(line(page, 'RT-1042')).toBeVisible();
    await page.getByRole('link', { name: en('cart_sign_in') }).click();
    await page.waitForURL(/\/signin/);
    await signIn(page, portal, JOOST, 'en');

    const nl = texts('nl');
    await expect(page).toHaveURL(/\/review$/);
    await expect(page.getByRole('heading', { level: 1, name: nl('review_title') })).toBeVisible();
    await go(page, '/cart');
    await expect(line(page, 'RT-1042').getByLabel(like(nl('shop_quantity_of')))).toHaveValue('45');
    await expect(line(page, 'TL-7012')).toBeVisible();
});

test('the cart is the same on every device', async ({ open }) => {
    const phone = await open({ as: NIAMH });
    await fillCart(phone, [['FX-6010', 2]]);
    const other = await open({ as: NIAMH });
    await go(other, '/cart');
    await line(other, 'FX-6010').getByRole('button', { name: en('quantity_more') }).click();
    await expect(line(other, 'FX-6010')).toContainText('€23.70');
    await go(phone, '/cart');
    await expect(line(phone, 'FX-6010').getByLabel(like(en('shop_quantity_of')))).toHaveValue('3');
    await line(phone, 'FX-6010').getByRole('button', { name: like(en('cart_remove')) }).click();
    await expect(phone.getByRole('heading', { name: en('cart_empty_title') })).toBeVisible();
});

test('a pasted list is answered line by line: taken, rounded up, not taken @both', async ({ open }) => {
    const page = await open({ as: NIAMH });
    await emptyCart(page);
    await go(page, '/quick');
    await page.getByLabel(en('quick_paste')).fill('RT-1042 40\nRT-1090\t15\nXX-0000 3\nRT-1050;two\nBB-2020, 12,5');
    await page.getByRole('button', { name: en('quick_put_in_cart') }).click();

    const report = page.getByRole('table', { name: en('quick_report') });
    const row = (text: string) => report.getByRole('row').filter({ hasText: text });
    await expect(row('RT-1042')).toContainText(en('quick_accepted'));
    await expect(row('RT-1090')).toContainText(en('quick_changed', { from: 15, to: 20 }));
    await expect(row('XX-0000')).toContainText(en('refusal_article'));
    await expect(row('RT-1050')).toContainText(en('refusal_quantity'));
    await expect(page.getByLabel(en('quick_paste')), 'what was not taken can be mended').toHaveValue(/XX-0000 3\nRT-1050;two/);

    const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: en('quick_refused_download') }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(en('quick_refused_file'));
    const csv = await readFile(await file.path(), 'utf8');
    expect(csv).toContain(`XX-0000,3,${en('refusal_article')},3`);

    await page.getByRole('link', { name: en('quick_to_cart') }).click();
    await expect(line(page, 'RT-1090').getByLabel(like(en('shop_quantity_of')))).toHaveValue('20');
});

test('a CSV file is taken like a pasted list', async ({ open }) => {
    const page = await open({ as: MARTIN, language: 'en' });
    await emptyCart(page);
    await go(page, '/quick');
    const rows = ['number;quantity', 'RT-1042;40', 'PM-5010;"2"', 'NO-1;1'];
    await page.getByLabel(en('quick_choose_file')).setInputFiles({
        name: 'order.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(`\u{feff}${rows.join('\r\n')}\r\n`),
    });
    await expect(page.getByText('order.csv')).toBeVisible();
    await page.getByRole('button', { name: en('quick_read_file') }).click();
    await expect(page.getByText(en('quick_taken', { count: 2 }))).toBeVisible();
    await expect(page.getByText(en('quick_refused', { count: 1 }))).toBeVisible();
    await go(page, '/cart');
    await expect(line(page, 'PM-5010').getByLabel(like(en('shop_quantity_of')))).toHaveValue('2');
});

test('a number is found while it is typed, by keyboard alone', async ({ open }) => {
    const page = await open({ as: NIAMH });
    await emptyCart(page);
    await go(page, '/quick');
    const field = page.getByRole('combobox', { name: en('quick_number') });
    await field.pressSequentially('ridge cap');
    await expect(page.getByRole('option').first()).toContainText('RT-1050');
    await field.press('ArrowDown');
    await expect(page.getByRole('option', { selected: true })).toContainText('RT-1050');
    await field.press('Enter');
    await expect(field).toHaveValue('RT-1050');
    const quantity = page.getByLabel(en('shop_quantity'), { exact: true });
    await expect(quantity).toBeFocused();
    await quantity.fill('3');
    await quantity.press('Enter');
    await expect(page.getByText(en('quick_added', { number: 'RT-1050' }))).toBeVisible();
    await expect(field).toBeFocused();
    await expect(field).toHaveValue('');
});

test('what is added without a connection waits on the device and arrives when there is one', async ({ open }) => {
    const page = await open({ as: MARTIN, language: 'en' });
    await emptyCart(page);
    await go(page, '/shop?q=TL-7031');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: en('shop_add') }).first().click();
    await expect(page.getByText(en('shop_kept'))).toBeVisible();
    await page.context().setOffline(false);
    await expect(page.getByRole('link', { name: en('frame_cart', { count: 1 }) })).toBeVisible();
    await go(page, '/cart');
    await expect(line(page, 'TL-7031')).toBeVisible();
});

test('a cart is kept as a list, and the list fills a cart again', async ({ open }) => {
    const page = await open({ as: OLIVER });
    await fillCart(page, [['PM-5010', 10], ['PM-5011', 4]]);
    await go(page, '/cart');
    await page.getByText(en('cart_save'), { exact: true }).click();
    await page.getByRole('button', { name: en('cart_save_do') }).click();
    await expect(page.getByText(en('refusal_missing'))).toBeVisible();
    await page.getByLabel(en('lists_name')).fill('Every Monday');
    await page.getByRole('button', { name: en('cart_save_do') }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Every Monday' })).toBeVisible();

    await emptyCart(page);
    await go(page, '/lists');
    await page.getByRole('link', { name: 'Every Monday' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: 'PM-5010' })).toBeVisible();
    await page.getByRole('button', { name: en('list_to_cart') }).click();
    await expect(page.getByRole('heading', { level: 1, name: en('cart_title') })).toBeVisible();
    await expect(line(page, 'PM-5010').getByLabel(like(en('shop_quantity_of')))).toHaveValue('10');
    await expect(line(page, 'PM-5011').getByLabel(like(en('shop_quantity_of')))).toHaveValue('4');

    await page.goBack();
    await expect(page.getByRole('heading', { level: 1, name: 'Every Monday' })).toBeVisible();
    await page.getByText(en('list_delete'), { exact: true }).click();
    await page.getByRole('button', { name: en('list_delete_do') }).click();
    await expect(page.getByRole('heading', { level: 1, name: en('lists_title') })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Every Monday' })).toHaveCount(0);
});

test('ordering again says line by line what differs from then', async ({ open, portal }) => {
    const fr = texts('fr');
    const page = await open({ as: MICHEL });
    const number = await order(page, MICHEL, [['TL-7011', 1], ['TL-7013', 2]]);
    await go(page, `/orders/${number}/again`);
    await expect(page.getByText(fr('reorder_same'))).toBeVisible();

    const { writeFile } = await import('node:fs/promises');
    const catalogue = await readFile(new URL('../../demo/catalogue.csv', import.meta.url), 'utf8');
    const [head, ...rest] = catalogue.split('\n');
    const dearer = rest.find((row) => row.startsWith('TL-7013,'))?.replace(',7.60,', ',7.95,');
    await writeFile(`${portal.data}/again.csv`, `${head}\n${dearer}\n`);
    await portal.command('import', 'catalogue', `${portal.data}/again.csv`);

    await page.reload();
    await hydrated(page);
    await expect(page.getByText(fr('reorder_differs'))).toBeVisible();
    const row = page.getByRole('listitem').filter({ hasText: 'TL-7013' });
    await expect(row.locator('del')).toContainText('7,60');
    await expect(row.locator('ins')).toContainText('7,95');
    await page.getByRole('button', { name: fr('again_do') }).click();
    await expect(page.getByRole('heading', { level: 1, name: fr('cart_title') })).toBeVisible();
    await expect(line(page, 'TL-7013')).toContainText('15,90');
});
