// The whole way of an order, as two people live it: Gábor with his phone in Győr, Eva at the desk in Gent.

import { DESK, EVA, GABOR, like, texts } from '../people.ts';
import { confirmed, emptyCart, standing, step } from '../orders.ts';
import { axe, expect, fits, go, hydrated, signIn, test } from '../portal.ts';

const hu = texts('hu');
const nl = texts('nl');

test.use({ locale: 'hu-HU', timezoneId: 'Europe/Budapest' });

test('Gábor orders roof tiles in Hungarian and follows them until they are at his door', async ({ page, portal, open }) => {
    const mailed = (subject: string, values = {}) => portal.mail(GABOR.email, hu(subject, values));

    await test.step('he signs in with the code from the mail', async () => {
        await go(page, '/');
        await expect(page).toHaveURL(/\/signin$/);
        await expect(page.locator('html')).toHaveAttribute('lang', 'hu');
        await signIn(page, portal, GABOR);
        await hydrated(page);
        await expect(page.getByRole('heading', { level: 1 })).toContainText('Gerendás Gábor');
        const [mail] = await portal.mails(GABOR.email);
        expect(mail?.text).toContain(hu('mail_code_text'));
        expect(mail?.html).toContain('lang="hu"');
        await emptyCart(page);
        await page.reload();
        await hydrated(page);
    });

    await test.step('he finds the tile in spite of a typing mistake', async () => {
        await page.getByRole('link', { name: hu('nav_shop') }).click();
        const search = page.getByRole('searchbox', { name: hu('shop_search') });
        await search.fill('tetőcesrép');
        await search.press('Enter');
        await expect(page).toHaveURL(/q=tet/);
        await expect(page.getByText(hu('shop_approximate', { words: 'tetőcesrép' }))).toBeVisible();
        await expect(page.getByRole('link', { name: 'Tetőcserép, natúrvörös', exact: true })).toBeVisible();
    });

    await test.step('he puts 120 of them into the cart', async () => {
        await page.getByRole('link', { name: 'Tetőcserép, natúrvörös', exact: true }).click();
        await expect(page).toHaveURL(/\/shop\/RT-1042$/);
        await expect(page.getByRole('heading', { level: 1, name: 'Tetőcserép, natúrvörös' })).toBeFocused();
        await page.getByLabel(like(hu('shop_quantity_of'))).fill('120');
        // From 100 on a tile costs 665 forint.
        await expect(page.getByText(/79\s?800\sFt/)).toBeVisible();
        await page.getByRole('button', { name: hu('shop_add') }).click();
        await expect(page.getByRole('button', { name: hu('shop_added') })).toBeVisible();
        await page.getByRole('link', { name: hu('nav_shop'), exact: true }).first().click();
        await page.getByRole('link', { name: hu('frame_cart', { count: 1 }) }).click();
    });

    await test.step('he looks at the cart', async () => {
        await expect(page.getByRole('heading', { level: 1, name: hu('cart_title') })).toBeVisible();
        await expect(page.getByRole('link', { name: 'Tetőcserép, natúrvörös' })).toBeVisible();
        await fits(page);
        await page.getByRole('link', { name: like(hu('cart_review')) }).click();
    });

    await test.step('he sends it to the yard and gives his own reference', async () => {
        await expect(page.getByRole('heading', { level: 1, name: hu('review_title') })).toBeVisible();
        await page.getByText(hu('review_change'), { exact: true }).click();
        await page.getByRole('radio', { name: /Telephely/ }).check();
        await page.getByLabel(hu('review_reference')).fill('Győr, 2. ház');
        await page.getByRole('button', { name: hu('review_save') }).click();
        const details = page.getByRole('region', { name: hu('review_details') });
        await expect(details).toContainText('Fűrész köz 3.');
        await expect(details).toContainText('Győr, 2. ház');
        await expect(page.getByText(hu('review_tax_reverse'))).toBeVisible();
        await axe(page);
        await fits(page);
    });

    const number = await test.step('he submits it once', async () => {
        const submit = page.getByRole('button', { name: hu('review_submit') });
        await expect(submit, 'the button is on the screen without scrolling').toBeInViewport();
        await submit.click();
        const number = await confirmed(page);
        await expect(page.getByRole('heading', { level: 1, name: hu('thanks_title', { number }) })).toBeVisible();
        const mail = await mailed('mail_submitted_subject', { number });
        expect(mail.html).toContain('lang="hu"');
        expect(mail.text).toContain(`${portal.url}/orders/${number}`);
        await page.getByRole('link', { name: hu('thanks_follow') }).click();
        await expect(page.getByRole('heading', { level: 1, name: hu('order_title', { number }) })).toBeVisible();
        await expect(standing(page, 'hu')).toHaveText(hu('step_received'));
        await expect(page.getByRole('main')).toContainText('Győr, 2. ház');
        return number;
    });

    const eva = await open({ as: EVA, ...DESK, locale: 'nl-BE' });
    const again = async () => {
        await page.reload();
        await hydrated(page);
    };

    await test.step('Eva finds it on her board and confirms it for a later day', async () => {
        await go(eva, '/desk/orders');
        const search = eva.getByRole('searchbox', { name: nl('desk_search') });
        await search.fill(number);
        await search.press('Enter');
        await eva.getByRole('link', { name: nl('order_title', { number }), exact: true }).click();
        const date = eva.getByLabel(like(nl('desk_date_of')));
        const promised = new Date(`${await date.inputValue()}T12:00:00Z`);
        promised.setUTCDate(promised.getUTCDate() + 7);
        await date.fill(promised.toISOString().slice(0, 10));
        await step(eva, number, 'confirm');

        await again();
        await expect(standing(page, 'hu')).toHaveText(hu('state_confirmed'));
        await expect(page.getByText(hu('orders_promise_moved'))).toBeVisible();
        await mailed('mail_confirmed_subject', { number });
    });

    await test.step('it is picked', async () => {
        await step(eva, number, 'pick');
        await again();
        await expect(standing(page, 'hu')).toHaveText(hu('state_picking'));
        await expect(page.getByText(hu('orders_cancel_open'), { exact: true })).toHaveCount(0);
        await expect(page.getByText(hu('orders_ask_open'), { exact: true }).first()).toBeVisible();
    });

    await test.step('it is on its way with DPD, and he can follow the parcel', async () => {
        await eva.getByLabel(nl('desk_carrier')).selectOption('DPD');
        await eva.getByLabel(nl('desk_tracking')).fill('05212345678901');
        await step(eva, number, 'ship');
        await again();
        await expect(standing(page, 'hu')).toHaveText(hu('step_on_its_way'));
        const track = page.getByRole('link', { name: hu('orders_track') });
        await expect(track).toHaveAttribute('href', /^https:\/\/tracking\.dpd\.de\/.*05212345678901/);
        const mail = await mailed('mail_shipped_subject', { number });
        expect(mail.text).toContain(hu('mail_shipped_text', { number, carrier: 'DPD' }));
    });

    await test.step('it has arrived', async () => {
        await step(eva, number, 'deliver');
        await again();
        await expect(standing(page, 'hu')).toHaveText(hu('state_delivered'));
        await mailed('mail_delivered_subject', { number });
        await page.getByRole('link', { name: hu('nav_messages') }).click();
        const news = page.getByRole('main');
        for (const event of ['event_order_delivered', 'event_order_picking']) {
            await expect(news.getByRole('link', { name: hu(event, { number }) })).toBeVisible();
        }
    });
});
