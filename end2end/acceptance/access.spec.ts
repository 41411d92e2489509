// Every page for everybody: the rules of WCAG that a program can check, in light and dark; no sideways scroll, down to
// 320 px; and the keyboard alone.

import { ANNA, BRAM, EVA, type Language, texts } from '../people.ts';
import { complain } from '../cases.ts';
import { confirmed, fillCart, order, orderNumbers, submitButton } from '../orders.ts';
import { axe, contrast, expect, fits, go, hydrated, test, type Page } from '../portal.ts';

const LANGUAGES: Language[] = ['en', 'hu', 'de'];

/** One page at the width of the project and, on the phone, at 320 px; in dark too, unless another language had that. */
async function check(page: Page, path: string, dark = true): Promise<void> {
    await test.step(path, async () => {
        await page.goto(path);
        // Pages that do not exist are not woken.
        if (!path.startsWith('/nowhere')) await hydrated(page);
        await page.emulateMedia({ colorScheme: 'light' });
        await expect.soft(page.locator('h1')).toHaveCount(1);
        await softly(() => axe(page));
        await softly(() => fits(page));
        if (dark) {
            await page.emulateMedia({ colorScheme: 'dark' });
            await softly(() => contrast(page));
        }
        const size = page.viewportSize();
        if (size && size.width < 400) {
            await page.setViewportSize({ width: 320, height: 640 });
            await softly(() => fits(page));
            await page.setViewportSize(size);
        }
    });
}

/** All pages are looked at, and all that is found is told at the end. */
async function softly(check: () => Promise<void>): Promise<void> {
    try {
        await check();
    } catch (error) {
        expect.soft(error instanceof Error ? error.message : error).toBeUndefined();
    }
}

for (const language of LANGUAGES) {
    test(`the customer's pages, ${language} @both`, async ({ open }) => {
        test.setTimeout(400_000);
        const page = await open({ as: ANNA, language });
        await fillCart(page, [['RT-1042', 40], ['RT-1050', 20], ['WD-6513', 1], ['SV-9003', 1]]);
        const orders = await orderNumbers(page);
        const complaint = await complain(page, orders[0] ?? '');
        const states = new Map<string, string>();
        const csv = await (await page.request.get('/orders.csv')).text();
        for (const row of csv.trim().split('\r\n').slice(1)) {
            const [number = '', state = ''] = row.split(/[;,]/);
            if (!states.has(state)) states.set(state, number);
        }
        expect(states.size, 'the demo shows orders in many states').toBeGreaterThan(5);
        const paths = [
            '/', '/shop', '/shop?q=dakpan&stock=1', '/shop?q=qqqqqqq&category=paint', '/shop/RT-1042', '/shop/SV-9003', '/shop/WD-6513',
            '/shop/NO-1', '/lists', '/cart', '/quick', '/quick?accepted=2&changed=1&refused=2&lines=3,7', '/review', '/orders',
            '/orders?q=zzzzzz', '/approvals', '/account', '/account/addresses', '/account/addresses?edit=new', '/account/details', '/account/notices', '/account/access', '/account/data', '/money', '/money/open', '/money/statement', '/money/pay', '/messages', '/messages/new?kind=complaint', '/messages/all', `/messages/${complaint}`, '/nowhere', '/orders/99999999',
            `/orders/${orders[0]}/thanks`, `/orders/${orders[orders.length - 1]}/again`,
            ...[...states.values()].map((number) => `/orders/${number}`),
        ];
        for (const path of paths) await check(page, path, language === 'en');
    });

    test(`the door and the demo, ${language} @both`, async ({ open }) => {
        const locale = { en: 'en-GB', hu: 'hu-HU', de: 'de-DE' }[language as 'en' | 'hu' | 'de'];
        const page = await open({ locale });
        for (const path of ['/signin', '/signin/code?next=/orders', '/demo/mail', '/shop', '/cart']) await check(page, path, language === 'en');
    });

    test(`the desk, ${language} @both`, async ({ open }) => {
        test.setTimeout(400_000);
        const eva = await open({ as: EVA, language });
        await go(eva, '/desk/orders');
        const numbers = new Map<string, string>();
        for (const state of ['submitted', 'confirmed', 'picking', 'partly_shipped', 'shipped', 'delivered', 'cancelled', 'awaiting_approval']) {
            await go(eva, `/desk/orders/all?state=${state}`);
            const first = eva.locator('main a[href^="/desk/orders/"].row-link').first();
            if ((await first.count()) > 0) numbers.set(state, (await first.getAttribute('href')) ?? '');
        }
        expect(numbers.size).toBeGreaterThan(5);
        const cases = await eva.request.post('/fn/desk/cases', { data: { filter: { queue: 'open' } } });
        const { number } = ((await cases.json()) as { cases: { number: number }[] }).cases[0] ?? { number: 0 };
        const paths = ['/desk/cases', '/desk/cases?queue=mine', `/desk/cases/${number}`, '/desk/orders', '/desk/orders/all', '/desk/orders/all?q=zzzzzz', '/desk/mail', '/desk/orders/99999999', ...numbers.values()];
        for (const path of paths) await check(eva, path, language === 'en');
    });
}

test('all elements of the design system, light and dark, on one page @both', async ({ open }) => {
    const page = await open({ locale: 'en-GB' });
    await go(page, '/demo/ui');
    await expect(page.getByRole('heading', { level: 1, name: texts('en')('demo_ui_title') })).toBeVisible();
    for (const title of ['demo_ui_buttons', 'demo_ui_fields', 'demo_ui_table', 'demo_ui_states', 'demo_ui_icons']) {
        await expect(page.getByRole('heading', { level: 2, name: texts('en')(title) })).toHaveCount(2);
    }
    await check(page, '/demo/ui');
    const opener = page.getByRole('button', { name: texts('en')('demo_ui_open') }).first();
    await opener.click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(opener, 'the focus returns to what opened the dialog').toBeFocused();
});

test('forms that were refused, and dialogs that are open, keep the rules too', async ({ open }) => {
    const en = texts('en');
    const page = await open({ as: ANNA });
    await fillCart(page, [['RT-1042', 40]]);
    await go(page, '/cart');
    await page.getByText(en('cart_save'), { exact: true }).click();
    await page.getByRole('button', { name: en('cart_save_do') }).click();
    await expect(page.getByText(en('refusal_missing'))).toBeVisible();
    await axe(page);
    await go(page, '/quick');
    await page.getByRole('combobox', { name: en('quick_number') }).pressSequentially('RT-10');
    await expect(page.getByRole('option').first()).toBeVisible();
    await axe(page);
    await page.getByLabel(en('quick_paste')).fill('RT-1042 2\nRT-1090 15\nnone');
    await page.getByRole('button', { name: en('quick_put_in_cart') }).click();
    await expect(page.getByRole('table', { name: en('quick_report') })).toBeVisible();
    await axe(page);
    await fits(page);
    await go(page, '/review');
    await page.getByText(en('review_change'), { exact: true }).click();
    await axe(page);
    await fits(page);
});

test('by keyboard alone: past the navigation, and on to the one action of the review @both', async ({ open }) => {
    const page = await open({ as: ANNA });
    await fillCart(page, [['RT-1042', 40], ['RT-1050', 2]]);
    await go(page, '/review');

    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: texts('en')('frame_skip') })).toBeFocused();
    await expect(page.getByRole('link', { name: texts('en')('frame_skip') })).toBeInViewport();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null), 'the focus is in the content').toBe(true);

    const submit = submitButton(page, 'en');
    const visited: string[] = [];
    for (let presses = 0; presses < 60 && !(await submit.evaluate((button) => button === document.activeElement)); presses += 1) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(() => {
            const element = document.activeElement as HTMLElement;
            // A link that stands for its whole row has the ring around the row.
            const rings = [getComputedStyle(element), getComputedStyle(element, '::after')];
            const seen = rings.some((style) => style.outlineStyle !== 'none' || style.boxShadow !== 'none');
            const box = element.getBoundingClientRect();
            const bar = document.querySelector('.sticky-bar');
            const over = bar?.getBoundingClientRect();
            const beside = !over || box.right <= over.left || box.left >= over.right;
            const covered = !beside && !bar?.contains(element) && box.top >= over.top && box.bottom <= over.bottom;
            return { text: element.textContent?.trim().slice(0, 40) ?? '', seen, covered };
        });
        visited.push(at.text);
        expect(at.seen, `the focus is visible on “${at.text}”`).toBe(true);
        expect(at.covered, `“${at.text}” is not hidden under the bar`).toBe(false);
    }
    await expect(submit, visited.join(' → ')).toBeFocused();
    await page.keyboard.press('Enter');
    await confirmed(page);
});

test('after a navigation the focus is on the new heading, so that it is read out @both', async ({ open }) => {
    const en = texts('en');
    const page = await open({ as: ANNA });
    await go(page, '/');
    const places = page.getByRole('navigation', { name: en('nav_main') }).getByRole('list');
    for (const name of [en('nav_orders'), en('nav_shop'), en('nav_account'), en('nav_messages')]) {
        const place = places.getByRole('link', { name });
        await place.click();
        await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();
        await expect(page).toHaveTitle(new RegExp(`^${name} · `));
        await expect(place).toHaveAttribute('aria-current', 'page');
    }
});

test('at 200 % text, and with little motion, nothing is cut off', async ({ open }) => {
    const page = await open({ as: ANNA, reducedMotion: 'reduce' });
    await fillCart(page, [['RT-1042', 40]]);
    for (const path of ['/', '/shop', '/cart', '/review', '/orders']) {
        await go(page, path);
        // Twice the text on half of the width: what a zoom of 200 % at 640 px comes to.
        await page.evaluate(() => document.documentElement.style.setProperty('font-size', '200%'));
        await fits(page);
    }
});

test('buttons and links are large enough for a thumb', async ({ open }) => {
    const page = await open({ as: BRAM });
    await fillCart(page, [['PM-5010', 2]]);
    for (const path of ['/', '/shop', '/shop/RT-1042', '/cart', '/review', '/orders']) {
        await go(page, path);
        const small = await page.evaluate(() =>
            [...document.querySelectorAll<HTMLElement>('main button, main summary, main a.button, nav.nav a, main input:not([type=hidden])')]
                .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden, .without-scripts'))
                .map((element) => ({ box: (element.closest('label') ?? element).getBoundingClientRect(), html: element.outerHTML.slice(0, 120) }))
                .filter(({ box }) => box.width > 1 && (box.height < 43.5 || box.width < 43.5))
                .map(({ box, html }) => `${Math.round(box.width)}×${Math.round(box.height)} ${html}`),
        );
        expect.soft(small, `targets below 44 px at ${path}`).toEqual([]);
    }
});

test('an order prints as a document: without navigation and buttons, with the letterhead', async ({ open }) => {
    const page = await open({ as: ANNA });
    const number = await order(page, ANNA, [['RT-1042', 10]]);
    await go(page, `/orders/${number}`);
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByRole('main').getByText('Van Dael & Co')).toBeVisible();
    await expect(page.locator('nav.nav')).toBeHidden();
    await expect(page.getByText(texts('en')('orders_cancel_open'), { exact: true })).toBeHidden();
    await expect(page.getByRole('heading', { level: 1, name: texts('en')('order_title', { number }) })).toBeVisible();
});
