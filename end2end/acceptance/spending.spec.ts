// What was ordered, in figures: where they come from, what they are made of, and the way to buy it again.

import { ANNA, YASMIN, texts } from '../people.ts';
import { emptyCart, order } from '../orders.ts';
import { axe, expect, fits, go, test } from '../portal.ts';

const en = texts('en');
const fr = texts('fr');

test('Anna reads what she spends, goes to the orders of a month, and buys again what she buys most @both', async ({ open }) => {
    const anna = await open({ as: ANNA });
    const number = await order(anna, ANNA, [['TL-7011', 2], ['RT-1042', 40]]);
    await go(anna, '/orders');
    await anna.getByRole('link', { name: en('spending_link') }).click();
    await expect(anna.getByRole('heading', { level: 1, name: en('spending_title') })).toBeVisible();
    const months = anna.getByRole('region', { name: en('spending_by_month') });
    await expect(months.getByRole('listitem')).toHaveCount(12);
    await axe(anna);
    await fits(anna);

    await test.step('behind each chart is its table', async () => {
        await months.getByText(en('measures_table')).click();
        await expect(months.getByRole('row').last()).toBeVisible();
        const categories = anna.getByRole('region', { name: en('spending_by_category') });
        await categories.getByText(en('measures_table')).click();
        await axe(anna);
        await fits(anna);
    });

    await test.step('a month leads to its orders, and the search stays in it', async () => {
        await months.getByRole('link').last().click();
        await expect(anna).toHaveURL(/\/orders\?from=\d{4}-\d\d-01&to=/);
        await expect(anna.getByRole('link', { name: en('order_title', { number }), exact: true })).toBeVisible();
        const search = anna.getByRole('searchbox', { name: en('orders_search') });
        await search.fill(number);
        await search.press('Enter');
        await expect(anna).toHaveURL(new RegExp(`q=${number}&from=`));
        await anna.getByRole('link', { name: en('orders_days_all') }).click();
        await expect(anna).toHaveURL(/\/orders\?q=\d+$/);
    });

    await test.step('a category leads to what was bought of it, and that into the cart', async () => {
        await emptyCart(anna);
        await go(anna, '/orders/spending?period=this-year');
        await anna.getByRole('region', { name: en('spending_by_category') }).getByRole('link', { name: 'Tools' }).click();
        await expect(anna).toHaveURL(/category=tools/);
        const most = anna.getByRole('region', { name: en('spending_most_of', { category: 'Tools' }) });
        await expect(most.locator('a[href="/shop/TL-7011"]')).toBeVisible();
        const row = most.getByRole('listitem').filter({ has: anna.locator('a[href="/shop/TL-7011"]') });
        await row.getByRole('button', { name: en('shop_add') }).click();
        await expect(row.getByText(en('shop_in_cart'))).toBeVisible();
        await emptyCart(anna);
        await anna.getByRole('link', { name: en('spending_rank_amount') }).click();
        await expect(anna).toHaveURL(/rank=amount/);
        await axe(anna);
    });

    await test.step('all years, and the lines as a file', async () => {
        await anna.getByRole('link', { name: en('spending_period_all') }).click();
        await expect(anna.getByRole('region', { name: en('spending_by_year') })).toBeVisible();
        const downloading = anna.waitForEvent('download');
        await anna.getByRole('link', { name: en('spending_csv') }).click();
        expect((await downloading).suggestedFilename()).toBe('spending.csv');
    });
});

test('Yasmin, who only looks, sees the figures without a script', async ({ open }) => {
    const yasmin = await open({ as: YASMIN, javaScriptEnabled: false });
    await yasmin.goto('/orders/spending');
    await expect(yasmin.getByRole('region', { name: fr('spending_by_month') })).toBeVisible();
    await expect(yasmin.getByRole('button', { name: fr('shop_add') })).toHaveCount(0);
    await yasmin.getByRole('link', { name: fr('spending_period_last_year') }).click();
    await expect(yasmin.getByRole('link', { name: fr('spending_period_last_year') })).toHaveAttribute('aria-current', 'true');
});
