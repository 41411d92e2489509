// A line that was kept without a connection and could not be added afterwards was forgotten without a word.

import { NIAMH, texts } from '../people.ts';
import { emptyCart } from '../orders.ts';
import { expect, go, hydrated, test } from '../portal.ts';

const en = texts('en');

test('what was kept without a connection and is not taken is said, with the reason', async ({ open }) => {
    const page = await open({ as: NIAMH });
    await emptyCart(page);
    await go(page, '/shop/RT-1090');
    await page.context().setOffline(true);
    // Natural slate is sold in tens.
    await page.getByLabel(en('shop_quantity_of', { name: 'Natural slate 40 × 20 cm' })).fill('15');
    await page.getByRole('button', { name: en('shop_add') }).click();
    await expect(page.getByText(en('shop_kept'))).toBeVisible();
    await page.context().setOffline(false);

    await page.goto('/cart');
    await hydrated(page);
    const reason = en('refusal_quantity_step', { detail: 10 });
    await expect(page.getByText(en('cart_not_taken'))).toBeVisible();
    await expect(page.getByText(en('cart_not_taken_line', { number: 'RT-1090', reason }))).toBeVisible();
    await page.getByRole('button', { name: en('cart_seen') }).click();
    await expect(page.getByText(en('cart_not_taken'))).toHaveCount(0);
});
