// What people do with orders, for tests that are about something else or come after it.

import { randomUUID } from 'node:crypto';

import { texts, type Language, type Person } from './people.ts';
import { expect, go, post, type Page } from './portal.ts';

/** Puts exactly these articles into the cart of who is signed in. */
export async function fillCart(page: Page, lines: [number: string, quantity: number][]): Promise<void> {
    await emptyCart(page);
    const text = lines.map(([number, quantity]) => `${number};${quantity}`).join('\n');
    const report = (await post(page.request, '/fn/cart/fill', { key: randomUUID(), text })) as { lines: unknown[] };
    expect(report.lines).toHaveLength(lines.length);
}

/** Takes everything out of the cart. */
export async function emptyCart(page: Page): Promise<void> {
    const answer = await page.request.post('/fn/cart/view', { data: {} });
    const cart = (await answer.json()) as { lines: { number: string }[] };
    for (const { number } of cart.lines) {
        await post(page.request, '/fn/cart/change', { key: randomUUID(), number, quantity: '0', mode: 'set' });
    }
}

/** The one button of the review. */
export function submitButton(page: Page, language: Language) {
    return page.getByRole('button', { name: texts(language)('review_submit') });
}

/** The number in the address of a confirmation, as soon as the page is there. */
export async function confirmed(page: Page): Promise<string> {
    await page.waitForURL(/\/orders\/\d+\/thanks/);
    return /\/orders\/(\d+)\/thanks/.exec(page.url())?.[1] ?? '';
}

/** Orders these articles, by the review and its button; gives the number. */
export async function order(page: Page, person: Person, lines: [number: string, quantity: number][]): Promise<string> {
    await fillCart(page, lines);
    await go(page, '/review');
    await submitButton(page, person.language).click();
    return confirmed(page);
}

/** The numbers of all orders of the account. */
export async function orderNumbers(page: Page): Promise<string[]> {
    const answer = await page.request.get('/orders.csv');
    expect(answer.status()).toBe(200);
    return (await answer.text()).trim().split('\r\n').slice(1).map((line) => line.split(/[;,]/)[0] ?? '');
}

/** Where the order stands, as its page shows it. */
export function standing(page: Page, language: Language) {
    return page.getByRole('list', { name: texts(language)('order_steps_label') }).locator('[aria-current=step]');
}

/** A step that the back office makes with the button at the bottom of the order's page. */
export async function step(staff: Page, number: string, does: 'confirm' | 'pick' | 'ship' | 'deliver'): Promise<void> {
    const say = texts('nl');
    const after = {
        confirm: say('state_confirmed'),
        pick: say('state_picking'),
        ship: say('step_on_its_way'),
        deliver: say('state_delivered'),
    };
    // Before the hour until which it can be cancelled freely, the customer has to agree.
    const agreed = staff.getByLabel(say('desk_agreed'), { exact: true });
    if ((await agreed.count()) > 0) await agreed.check();
    await staff.getByRole('button', { name: say(`desk_${does}_do`), exact: true }).last().click();
    await expect(standing(staff, 'nl')).toHaveText(after[does]);
    expect(new URL(staff.url()).pathname).toBe(`/desk/orders/${number}`);
}
