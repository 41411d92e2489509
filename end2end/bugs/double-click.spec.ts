// A double click on a command without a key was done, and then said that nothing was done.

import { MARTIN, texts } from '../people.ts';
import { order } from '../orders.ts';
import { expect, go, test } from '../portal.ts';

const de = texts('de');

test('a double click says what one click says', async ({ open }) => {
    const page = await open({ as: MARTIN });
    const number = await order(page, MARTIN, [['PM-5010', 2]]);
    await go(page, `/orders/${number}`);
    let sent = 0;
    page.on('request', (request) => {
        if (request.url().endsWith('/fn/orders/cancel')) sent += 1;
    });
    await page.getByText(de('orders_cancel_open'), { exact: true }).click();
    await page.getByRole('button', { name: de('orders_cancel_do') }).dblclick();
    await expect(page.getByRole('heading', { name: de('orders_head_cancelled'), exact: true })).toBeVisible();
    await expect(page.getByText(de('refusal_state'))).toHaveCount(0);
    expect(sent).toBeGreaterThan(0);
});
