// One order, however often it is sent.

import { LUCIA, NIAMH, OLIVER, texts } from '../people.ts';
import { confirmed, fillCart, orderNumbers, submitButton } from '../orders.ts';
import { expect, go, test, type Page } from '../portal.ts';

const en = texts('en');

/** The orders that are there now and were not before. */
async function since(page: Page, before: string[]): Promise<string[]> {
    return (await orderNumbers(page)).filter((number) => !before.includes(number));
}

test('a double click orders once @both', async ({ open }) => {
    const page = await open({ as: NIAMH });
    const before = await orderNumbers(page);
    await fillCart(page, [['PM-5010', 3]]);
    await go(page, '/review');
    await submitButton(page, 'en').dblclick();
    const number = await confirmed(page);
    await expect(page.getByRole('heading', { level: 1, name: en('thanks_title', { number }) })).toBeVisible();
    expect(await since(page, before)).toEqual([number]);
});

test('a second tab with the same review lands on the same confirmation', async ({ open }) => {
    const first = await open({ as: OLIVER });
    const before = await orderNumbers(first);
    await fillCart(first, [['PM-5010', 2], ['TL-7012', 1]]);
    await go(first, '/review');
    const second = await first.context().newPage();
    await go(second, '/review');

    await submitButton(first, 'en').click();
    const number = await confirmed(first);
    await submitButton(second, 'en').click();

    expect(await confirmed(second)).toBe(number);
    expect(await since(first, before)).toEqual([number]);
});

test('two tabs at the same moment make one order', async ({ open }) => {
    const first = await open({ as: OLIVER });
    const before = await orderNumbers(first);
    await fillCart(first, [['PM-5011', 2]]);
    await go(first, '/review');
    const second = await first.context().newPage();
    await go(second, '/review');

    await Promise.all([submitButton(first, 'en').click(), submitButton(second, 'en').click()]);

    const [one, other] = await Promise.all([confirmed(first), confirmed(second)]);
    expect(one).toBe(other);
    expect(await since(first, before)).toEqual([one]);
});

test('after a connection that broke before the answer came, trying again gives the same order', async ({ open }) => {
    const page = await open({ as: NIAMH });
    const before = await orderNumbers(page);
    await fillCart(page, [['PM-5012', 1]]);
    await go(page, '/review');
    let answered = 0;
    await page.route('**/fn/orders/submit', async (route) => {
        answered += 1;
        if (answered > 1) return route.continue();
        // The portal has done its work; the phone never hears of it.
        const answer = await route.fetch({ maxRedirects: 0 });
        expect(answer.status()).toBeLessThan(400);
        await route.abort('connectionreset');
    });

    await submitButton(page, 'en').click();
    await expect(page.getByText(en('refusal_offline'))).toBeVisible();
    await expect(page.getByText(en('review_not_twice'))).toBeVisible();
    expect(page.url()).toContain('/review');
    const made = await since(page, before);
    expect(made).toHaveLength(1);

    await page.getByRole('button', { name: en('review_try_again') }).click();
    expect([await confirmed(page)]).toEqual(made);
    expect(await since(page, before)).toEqual(made);
});

test('without a connection nothing is said to be ordered, and afterwards it is ordered once', async ({ open }) => {
    const page = await open({ as: NIAMH });
    const before = await orderNumbers(page);
    await fillCart(page, [['PM-5013', 1]]);
    await go(page, '/review');
    await page.context().setOffline(true);
    await submitButton(page, 'en').click();
    await expect(page.getByText(en('refusal_offline'))).toBeVisible();
    await page.context().setOffline(false);
    expect(await since(page, before)).toEqual([]);

    await page.getByRole('button', { name: en('review_try_again') }).click();
    const number = await confirmed(page);
    expect(await since(page, before)).toEqual([number]);
});

test('going back to the review after ordering does not order again', async ({ open }) => {
    const page = await open({ as: LUCIA });
    const es = texts('es');
    await fillCart(page, [['PM-5010', 1]]);
    await go(page, '/review');
    await submitButton(page, 'es').click();
    const number = await confirmed(page);
    await expect(page.getByRole('link', { name: es('thanks_follow') })).toBeVisible();
    await go(page, '/review');
    // Whoever did not see the confirmation is told here that there is one.
    await expect(page.getByRole('heading', { name: es('review_ordered_title', { number }) })).toBeVisible();
    await expect(submitButton(page, 'es')).toHaveCount(0);
});
