// Finding an order again, and the desk's way through them.

import { ANNA, DESK, EVA, GABOR, texts } from '../people.ts';
import { order, orderNumbers, step } from '../orders.ts';
import { expect, go, test } from '../portal.ts';

const en = texts('en');

test('the list goes page by page, and search and state find an order @both', async ({ open }) => {
    const page = await open({ as: ANNA });
    const all = await orderNumbers(page);
    await go(page, '/orders');
    const list = page.getByRole('region', { name: en('nav_orders') }).getByRole('link');
    await expect(list).toHaveCount(20);
    await page.getByRole('link', { name: en('orders_older') }).click();
    await expect(page).toHaveURL(/after=/);
    await expect(list.first()).toHaveText(en('order_title', { number: all[20] ?? '' }));
    await page.goBack();
    await expect(list.first()).toHaveText(en('order_title', { number: all[0] ?? '' }));

    await page.getByRole('link', { name: en('state_delivered'), exact: true }).click();
    await expect(page).toHaveURL(/state=delivered/);
    await expect(page.getByRole('link', { name: en('state_delivered'), exact: true })).toHaveAttribute('aria-current', 'true');
    await page.getByRole('link', { name: en('orders_filter_all'), exact: true }).click();

    const search = page.getByRole('searchbox', { name: en('orders_search') });
    await search.fill(all[3] ?? '');
    await search.press('Enter');
    await expect(list.first()).toHaveText(en('order_title', { number: all[3] ?? '' }));
    await search.fill('no such thing at all');
    await search.press('Enter');
    await expect(page.getByRole('heading', { name: en('orders_none_found_title') })).toBeVisible();
    await page.getByRole('link', { name: en('orders_show_all') }).click();
    await expect(list).toHaveCount(20);
});

test('the orders come as a file', async ({ open }) => {
    const page = await open({ as: GABOR, language: 'en' });
    await go(page, '/orders?state=delivered');
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: en('orders_csv') }).click()]);
    expect(file.suggestedFilename()).toBe('orders.csv');
});

test('Eva splits a line, ships a part, and the rest follows @desk', async ({ open, portal }) => {
    const nl = texts('nl');
    const anna = await open({ as: ANNA });
    const number = await order(anna, ANNA, [['RT-1042', 100], ['PM-5010', 10]]);
    const eva = await open({ as: EVA, ...DESK });
    await go(eva, `/desk/orders/${number}`);
    await step(eva, number, 'confirm');

    await eva.getByText(nl('desk_split_open'), { exact: true }).click();
    const line = eva.getByLabel(nl('desk_split_line'));
    await line.selectOption((await line.locator('option', { hasText: 'RT-1042' }).getAttribute('value')) ?? '');
    await eva.getByLabel(nl('desk_split_quantity')).fill('40');
    const later = new Date(Date.now() + 21 * 86_400_000).toISOString().slice(0, 10);
    await eva.getByLabel(nl('desk_split_date')).fill(later);
    await eva.getByRole('button', { name: nl('desk_split_do') }).click();
    await portal.mail(ANNA.email, en('mail_split_subject', { number }));

    await step(eva, number, 'pick');
    const quantities = eva.getByRole('table', { name: nl('desk_ship_caption') }).getByRole('spinbutton');
    await expect(quantities).toHaveCount(3);
    const rows = eva.getByRole('table', { name: nl('desk_ship_caption') }).getByRole('row').filter({ hasText: 'RT-1042' });
    // What was split off has a day of its own: it does not go now, unless somebody says so.
    await expect(rows.filter({ hasText: '40' }).getByRole('spinbutton')).toHaveValue('0');
    await expect(rows.filter({ hasText: '60' }).getByRole('spinbutton')).toHaveValue('60');
    await eva.getByRole('button', { name: nl('desk_ship_do'), exact: true }).click();
    await expect(quantities, 'one line is left').toHaveCount(1);
    await go(anna, `/orders/${number}`);
    await expect(anna.getByRole('main')).toContainText(en('state_partly_shipped'));

    await eva.getByRole('button', { name: nl('desk_ship_do'), exact: true }).click();
    await expect(eva.getByRole('button', { name: nl('desk_ship_do'), exact: true })).toHaveCount(0);
    await go(anna, `/orders/${number}`);
    await expect(anna.getByText(en('orders_load', { number: 2, total: 2 }))).toBeVisible();
});
