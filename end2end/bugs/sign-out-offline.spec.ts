// Signing out threw away what waited for a connection before the portal had said that the session was over.

import { NIAMH, texts } from '../people.ts';
import { emptyCart } from '../orders.ts';
import { expect, go, hydrated, test } from '../portal.ts';

const en = texts('en');

test('without a connection one stays signed in, and what was put into the cart still waits', async ({ open }) => {
    const page = await open({ as: NIAMH });
    await emptyCart(page);
    await go(page, '/shop/RT-1061');
    const waiting = () => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('loket.cart.waiting')));
    await page.context().setOffline(true);
    await page.getByRole('button', { name: en('shop_add') }).click();
    await expect(page.getByText(en('shop_kept'))).toBeVisible();
    await page.route('**/fn/cart/replay', (route) => route.abort());
    await page.context().setOffline(false);
    await go(page, '/account');
    expect(await waiting()).toHaveLength(1);

    await page.context().setOffline(true);
    await page.getByRole('main').getByRole('button', { name: en('frame_sign_out'), exact: true }).click();
    await expect(page.getByRole('main').getByText(en('refusal_offline'))).toBeVisible();
    expect(await waiting()).toHaveLength(1);

    await page.context().setOffline(false);
    await page.unroute('**/fn/cart/replay');
    await page.goto('/cart');
    await hydrated(page);
    await expect.poll(waiting).toHaveLength(0);
    await expect(page.getByRole('link', { name: 'Ridge roll 5 m', exact: true })).toBeVisible();
    await emptyCart(page);
});
