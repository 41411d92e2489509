// A field took more than the portal did: who filled it to its end was refused.

import { NIAMH, texts } from '../people.ts';
import { fillCart } from '../orders.ts';
import { expect, go, test } from '../portal.ts';

const en = texts('en');

test('what fits into a field of the review is taken', async ({ open }) => {
    const page = await open({ as: NIAMH });
    await fillCart(page, [['PM-5010', 1]]);
    await go(page, '/review');
    await page.getByText(en('review_change'), { exact: true }).click();
    const reference = page.getByLabel(en('review_reference'));
    const note = page.getByLabel(en('review_note'));
    const most = async (field: typeof note) => 'ő'.repeat(Number(await field.getAttribute('maxlength')));
    const texted = { reference: await most(reference), note: await most(note) };
    await reference.fill(texted.reference);
    await note.fill(texted.note);
    await page.getByRole('button', { name: en('review_save') }).click();
    const details = page.getByRole('region', { name: en('review_details') });
    await expect(details).toContainText(texted.reference);
    await expect(details.locator('.row').last()).toContainText(texted.note);
});
