// Entering and ordering with scripts off: the pages come whole from the server, and the forms post.

import { CLAIRE, KATRIN, like, texts } from '../people.ts';
import { confirmed, emptyCart, orderNumbers, standing, submitButton } from '../orders.ts';
import { expect, fits, test } from '../portal.ts';

test.use({ javaScriptEnabled: false });

test('Claire signs in, fills her cart, orders and follows the order without scripts @both', async ({ page, portal }) => {
    const fr = texts('fr');
    await test.step('the door speaks the language of the browser, and another when asked', async () => {
        await page.goto('/signin');
        await page.getByRole('button', { name: /English/ }).click();
        await page.getByRole('button', { name: 'Français' }).click();
        await expect(page).toHaveURL(/\/signin$/);
        await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
    });

    await test.step('a wrong code is refused in words, and the right one lets her in', async () => {
        const before = (await portal.mails(CLAIRE.email)).length;
        await page.getByLabel(fr('entry_email')).fill(CLAIRE.email);
        await page.getByRole('button', { name: fr('entry_ask_code') }).click();
        const code = await portal.code(CLAIRE.email, before);
        const wrong = code === '000000' ? '000001' : '000000';
        await page.getByLabel(fr('entry_code')).fill(wrong);
        await page.getByRole('button', { name: fr('sign_in') }).click();
        await expect(page.getByText(fr('refusal_code_wrong'))).toBeVisible();
        await page.getByLabel(fr('entry_code')).fill(code);
        await page.getByRole('button', { name: fr('sign_in') }).click();
        await expect(page).toHaveURL(/\/$/);
        await expect(page.getByRole('heading', { level: 1 })).toContainText('Claire');
        await emptyCart(page);
    });
    const before = await orderNumbers(page);

    await test.step('she searches and adds from the list and from the article', async () => {
        await page.getByRole('link', { name: fr('nav_shop') }).click();
        await page.getByRole('searchbox', { name: fr('shop_search') }).fill('RT-1050');
        await page.getByRole('button', { name: fr('shop_search_button') }).click();
        const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Faîtière 110°' }) });
        await row.getByLabel(like(fr('shop_quantity_of'))).fill('2');
        await row.getByRole('button', { name: fr('shop_add') }).click();
        await expect(page).toHaveURL(/q=RT-1050/);
        await expect(page.getByRole('link', { name: fr('frame_cart', { count: 1 }) })).toBeVisible();

        await page.goto('/shop/SV-9003');
        await page.getByRole('button', { name: fr('shop_add') }).click();
        await expect(page).toHaveURL(/SV-9003/);
    });

    await test.step('a quantity that is none is refused in words', async () => {
        await page.goto('/shop/RT-1042');
        await page.getByLabel(like(fr('shop_quantity_of'))).fill('many');
        await page.getByRole('button', { name: fr('shop_add') }).click();
        await expect(page.getByText(fr('refusal_quantity'))).toBeVisible();
        await expect(page.getByLabel(like(fr('shop_quantity_of')))).toHaveValue('many');
    });

    await test.step('in the cart plus and minus work, and a line goes away', async () => {
        await page.goto('/cart');
        const line = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Faîtière 110°' }) });
        await line.getByRole('button', { name: fr('quantity_more') }).click();
        await expect(line.getByLabel(like(fr('shop_quantity_of')))).toHaveValue('3');
        const visit = page.getByRole('listitem').filter({ hasText: 'SV-9003' });
        await visit.getByRole('button', { name: like(fr('cart_remove')) }).click();
        await expect(page.getByText('SV-9003')).toHaveCount(0);
        await page.getByRole('link', { name: like(fr('cart_review')) }).click();
    });

    await test.step('she gives a reference and orders', async () => {
        await page.getByText(fr('review_change'), { exact: true }).click();
        await page.getByLabel(fr('review_reference')).fill('Toit du garage');
        await page.getByRole('button', { name: fr('review_save') }).click();
        await expect(page.getByRole('region', { name: fr('review_details') })).toContainText('Toit du garage');
        await fits(page);
        await submitButton(page, 'fr').click();
        const number = await confirmed(page);
        await expect(page.getByRole('heading', { level: 1, name: fr('thanks_title', { number }) })).toBeVisible();
        await page.getByRole('link', { name: fr('thanks_follow') }).click();
        await expect(page).toHaveURL(new RegExp(`/orders/${number}$`));
        await expect(standing(page, 'fr')).toHaveText(fr('step_received'));
        expect((await orderNumbers(page)).filter((other) => !before.includes(other))).toEqual([number]);
    });

    await test.step('she changes her mind, which costs nothing', async () => {
        await page.getByText(fr('orders_cancel_open'), { exact: true }).click();
        await page.getByRole('button', { name: fr('orders_cancel_do') }).click();
        await expect(page.getByRole('heading', { name: fr('orders_head_cancelled'), exact: true })).toBeVisible();
    });
});

test('a pasted list goes into the cart without scripts, with what was not taken', async ({ open }) => {
    const de = texts('de');
    const page = await open({ as: KATRIN });
    await emptyCart(page);
    await page.goto('/quick');
    await page.getByLabel(de('quick_paste')).fill('RT-1042 40\nXX-0000 1\nRT-1090 15\n');
    await page.locator('form', { has: page.getByLabel(de('quick_paste')) }).getByRole('button').click();
    await expect(page.getByText(de('quick_taken', { count: 2 }))).toBeVisible();
    await expect(page.getByText(de('quick_refused', { count: 1 }))).toBeVisible();
    // What was not taken stands there to be mended.
    await expect(page.getByLabel(de('quick_paste'))).toHaveValue('XX-0000 1');
});
