// From an article's page there was no way to the cart.

import { CLAIRE, texts } from '../people.ts';
import { emptyCart } from '../orders.ts';
import { axe, expect, fits, go, test } from '../portal.ts';

const fr = texts('fr');

test('what was added says so and leads to the cart; the label of a variant is in the language of its reader', async ({ open }) => {
    const page = await open({ as: CLAIRE });
    await emptyCart(page);
    await go(page, '/shop/RT-1042');
    await expect(page.getByRole('link', { name: 'noir ardoise' })).toBeVisible();
    await expect(page.getByRole('main')).not.toContainText('leizwart');
    await page.getByRole('button', { name: fr('shop_add') }).click();
    await expect(page.getByText(fr('shop_in_cart'))).toBeVisible();
    await expect(page.getByRole('link', { name: fr('frame_cart', { count: 1 }) })).toBeVisible();
    await axe(page);
    await fits(page);
    await page.getByRole('link', { name: fr('shop_view_cart') }).click();
    await expect(page).toHaveURL(/\/cart$/);
});

test('letters changed round find the tile', async ({ open }) => {
    const page = await open({ as: CLAIRE });
    await go(page, '/shop?q=tiule');
    await expect(page.getByRole('link', { name: /Tuile/ }).first()).toBeVisible();
});
