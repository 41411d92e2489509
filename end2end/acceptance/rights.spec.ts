// What one does not see, and is not told of.

import { ANNA, DESK, EVA, GABOR, NIAMH, PIET, texts, YASMIN } from '../people.ts';
import { emptyCart, fillCart, order, orderNumbers } from '../orders.ts';
import { expect, go, hydrated, test } from '../portal.ts';

const en = texts('en');

test('an order of another account is not there, and looks like one that never was', async ({ open }) => {
    const gabor = await open({ as: GABOR, language: 'en' });
    const [foreign] = await orderNumbers(gabor);
    const niamh = await open({ as: NIAMH });
    for (const path of [`/orders/${foreign}`, `/orders/${foreign}/thanks`, `/orders/${foreign}/again`, '/orders/99999999', '/orders/none']) {
        expect(await go(niamh, path), path).toBe(404);
        await expect(niamh.getByRole('main')).toContainText(en('refusal_not_found'));
        await expect(niamh.getByRole('main')).not.toContainText('Gerendás');
    }
});

test('a page that does not exist says so, and leads home', async ({ open }) => {
    const page = await open({ as: NIAMH });
    const response = await page.goto('/no/such/page');
    expect(response?.status()).toBe(404);
    await expect(page.getByText(en('refusal_not_found'))).toBeVisible();
    await page.getByRole('link', { name: en('nav_home') }).click();
    await expect(page).toHaveURL(/\/$/);
});

test('Yasmin may look at orders, and is told that she may not place them', async ({ open }) => {
    const fr = texts('fr');
    const page = await open({ as: YASMIN });
    await go(page, '/orders');
    await page.getByRole('link', { name: /^Commande \d+/ }).first().click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('link', { name: fr('orders_again') })).toHaveCount(0);
    await expect(page.getByText(fr('orders_cancel_open'), { exact: true })).toHaveCount(0);

    expect(await go(page, '/review')).toBe(403);
    await expect(page.getByText(fr('refusal_not_allowed'))).toBeVisible();
    await expect(page.getByRole('button', { name: fr('review_submit') })).toHaveCount(0);

    await go(page, '/shop?q=RT-1042');
    await page.getByRole('button', { name: fr('shop_add') }).first().click();
    await expect(page.getByText(fr('refusal_not_allowed'))).toBeVisible();
});

test('the desk is not there for customers, and the door stands before it for strangers', async ({ open }) => {
    const anna = await open({ as: ANNA });
    for (const path of ['/desk/orders', '/desk/orders/all', '/desk/mail', '/desk/orders/1001', '/desk']) {
        const response = await anna.goto(path);
        expect(response?.status(), path).toBe(404);
        await expect(anna.getByRole('main')).toContainText(en('refusal_not_found'));
    }
    const stranger = await open({ locale: 'en-GB' });
    for (const path of ['/desk/orders', '/orders', '/review', '/account', '/messages', '/approvals', '/lists']) {
        await go(stranger, path);
        await expect(stranger).toHaveURL(`/signin?next=${path}`);
        await expect(stranger.getByRole('heading', { level: 1, name: en('entry_sign_in_title') })).toBeVisible();
    }
    await go(stranger, '/shop');
    await expect(stranger.getByRole('heading', { level: 1, name: en('nav_shop') })).toBeVisible();
});

test('a bookkeeper of two customers chooses for whom, and sees only that one', async ({ open, portal }) => {
    portal.forget(PIET);
    const nl = texts('nl');
    const piet = await open({ as: PIET });
    await go(piet, '/orders');
    await expect(piet).toHaveURL(/\/choose-account$/);
    await piet.getByRole('button', { name: nl('entry_choose_named', { name: 'Dakwerken Gent BV' }) }).click();
    await expect(piet).toHaveURL(/\/$/);
    await hydrated(piet);
    const first = await orderNumbers(piet);
    await go(piet, '/choose-account');
    await piet.getByRole('button', { name: nl('entry_choose_named', { name: 'Aannemingen De Clercq & Zonen' }) }).click();
    await expect(piet).toHaveURL(/\/$/);
    const second = await orderNumbers(piet);
    expect(second.length).toBeGreaterThan(0);
    expect(second.filter((number) => first.includes(number))).toEqual([]);
});

test('a code is for one browser, and a mail link only fills it in', async ({ open, portal }) => {
    portal.forget(NIAMH);
    const page = await open({ locale: 'en-GB' });
    await go(page, '/signin');
    const before = (await portal.mails(NIAMH.email)).length;
    await page.getByLabel(en('entry_email')).fill(NIAMH.email);
    await page.getByRole('button', { name: en('entry_ask_code') }).click();
    const code = await portal.code(NIAMH.email, before);

    const scanner = await open({ locale: 'en-GB' });
    await go(scanner, `/signin/code?code=${code}`);
    await expect(scanner.getByLabel(en('entry_code'))).toHaveValue(code);
    await go(scanner, '/');
    await expect(scanner).toHaveURL(/\/signin/);
    await go(scanner, `/signin/code?code=${code}`);
    await scanner.getByRole('button', { name: en('sign_in') }).click();
    await expect(scanner.getByText(en('refusal_code_elsewhere'))).toBeVisible();

    await go(page, `/signin/code?code=${code}`);
    await page.getByRole('button', { name: en('sign_in') }).click();
    await expect(page).toHaveURL(/\/$/);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Niamh');
});

test('what is typed as a note stays a text, for the customer and for the staff', async ({ open }) => {
    const page = await open({ as: NIAMH });
    const note = '</textarea><script>document.title="taken"</script> <b>& more</b>';
    await fillCart(page, [['PM-5010', 1]]);
    await go(page, '/review');
    await page.getByText(en('review_change'), { exact: true }).click();
    await page.getByLabel(en('review_note')).fill(note);
    await page.getByRole('button', { name: en('review_save') }).click();
    await expect(page.getByRole('region', { name: en('review_details') })).toContainText(note);
    await go(page, '/review');
    await expect(page.getByLabel(en('review_note'))).toHaveValue(note);
    await emptyCart(page);
    const number = await order(page, NIAMH, [['PM-5010', 1]]);
    const eva = await open({ as: EVA, ...DESK });
    await go(eva, `/desk/orders/${number}`);
    await expect(eva).not.toHaveTitle(/taken/);
});
