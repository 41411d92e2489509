// What was typed in the review and not saved was lost when another button was pressed.

import { NIAMH, texts } from '../people.ts';
import { confirmed, fillCart, submitButton } from '../orders.ts';
import { expect, go, test } from '../portal.ts';

const en = texts('en');

test('a reference that was typed and not saved is on the order, and survives another page', async ({ open }) => {
    const niamh = await open({ as: NIAMH });
    await fillCart(niamh, [['TL-7011', 1]]);
    await go(niamh, '/review');
    await niamh.getByText(en('review_change'), { exact: true }).click();
    await niamh.getByLabel(en('review_reference')).fill('Typed only');
    // Leaving the field keeps it; another page and back is no loss.
    const kept = niamh.waitForResponse((response) => response.url().endsWith('/fn/review/details'));
    await niamh.getByLabel(en('review_note')).focus();
    await kept;
    await niamh.goto('/cart');
    await go(niamh, '/review');
    await expect(niamh.getByRole('region', { name: en('review_details') })).toContainText('Typed only');

    await niamh.getByText(en('review_change'), { exact: true }).click();
    await niamh.getByLabel(en('review_note')).fill('Behind the gate');
    await submitButton(niamh, 'en').click();
    const number = await confirmed(niamh);
    await go(niamh, `/orders/${number}`);
    await expect(niamh.getByRole('main')).toContainText('Typed only');
    await expect(niamh.getByRole('main')).toContainText('Behind the gate');
});

test('without scripts the button that orders takes the fields along', async ({ open }) => {
    const niamh = await open({ as: NIAMH });
    await fillCart(niamh, [['TL-7011', 1]]);
    const page = await open({ as: NIAMH, javaScriptEnabled: false });
    await page.goto('/review');
    await page.getByText(en('review_change'), { exact: true }).click();
    await page.getByLabel(en('review_reference')).fill('No scripts');
    await submitButton(page, 'en').click();
    const number = await confirmed(page);
    await page.goto(`/orders/${number}`);
    await expect(page.getByRole('main')).toContainText('No scripts');
});
