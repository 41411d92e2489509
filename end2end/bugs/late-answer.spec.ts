// An answer that was cut off after its time was told as "nothing was done".

import { NIAMH, texts } from '../people.ts';
import { emptyCart } from '../orders.ts';
import { expect, go, test } from '../portal.ts';

const en = texts('en');

for (const status of [502, 503, 504]) {
    test(`a press that is answered ${status} may have been done, and the next one is the same press`, async ({ open, troubles }) => {
        const page = await open({ as: NIAMH });
        await emptyCart(page);
        await go(page, '/shop/RT-1061');
        const keys: (string | null)[] = [];
        await page.route('**/fn/cart/change', async (route) => {
            keys.push(new URLSearchParams(route.request().postData() ?? '').get('key'));
            if (keys.length === 1) {
                // It is done, and the answer is lost on the way.
                await route.fetch();
                await route.fulfill({ status, contentType: 'text/plain', body: '' });
            } else {
                await route.continue();
            }
        });
        const add = page.getByRole('button', { name: en('shop_add') });
        await add.click();
        await expect(page.getByText(en('page_late_text'))).toBeVisible();
        await expect(page.getByText(en('refusal_fault'))).toHaveCount(0);
        await add.click();
        await expect(page.getByText(en('page_late_text'))).toHaveCount(0);
        expect(keys).toHaveLength(2);
        expect(keys[1]).toBe(keys[0]);
        await page.unroute('**/fn/cart/change');
        await emptyCart(page);
        // That answer is ours.
        expect(troubles.splice(0)).toEqual([expect.stringMatching(`/fn/cart/change: ${status}$`)]);
    });
}
