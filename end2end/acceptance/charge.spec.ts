// A charge is read, is paid as an invoice is, and what is paid back to a customer leaves nothing open on either side.

import { EVA, NIAMH, texts } from '../people.ts';
import { axe, expect, fits, go, hydrated, test, type Page } from '../portal.ts';

const en = texts('en');
const nl = texts('nl');

const ACCOUNT = '/desk/accounts/K-10102';

/** A correction of the balance, as Eva enters it. */
async function correct(eva: Page, way: string, amount: string, reason: string): Promise<void> {
    await go(eva, ACCOUNT);
    const form = eva.locator('form', { has: eva.getByLabel(nl(`desk_money_adjust_${way}`)) });
    if (!(await form.isVisible())) await eva.getByText(nl('desk_money_adjust'), { exact: true }).click();
    await form.getByLabel(nl(`desk_money_adjust_${way}`)).check();
    await form.getByLabel(nl('money_amount'), { exact: true }).fill(amount);
    await form.getByLabel(nl('desk_money_reason')).fill(reason);
    const answer = eva.waitForResponse(/\/fn\/desk\/money-adjust/);
    await form.getByRole('button', { name: nl('desk_money_adjust_do') }).click();
    expect((await answer).status()).toBe(200);
    await hydrated(eva);
}

test('a charge is paid as an invoice is, and what is paid back leaves nothing in favour @both', async ({ open, portal }) => {
    const eva = await open({ as: EVA, locale: 'nl-BE' });
    const niamh = await open({ as: NIAMH });
    await correct(eva, 'charge', '15,30', 'One crate did not come back');
    await axe(eva);
    await fits(eva);
    await portal.mail(NIAMH.email, en('mail_charged_subject', { amount: '€15.30' }));

    await test.step('Niamh reads why, and pays it by its own number', async () => {
        await go(niamh, '/money');
        const charge = niamh.locator('tr', { hasText: 'One crate did not come back' }).first();
        await expect(charge).toContainText('€15.30');
        await charge.getByRole('link').first().click();
        await expect(niamh).toHaveURL(/\/money\/postings\//);
        await expect(niamh.getByText('One crate did not come back')).toBeVisible();
        await axe(niamh);
        await fits(niamh);
        await niamh.getByRole('link', { name: en('money_pay'), exact: true }).click();
        await expect(niamh).toHaveURL(/\/money\/pay\?invoices=CHG-/);
        await expect(niamh.getByText('€15.30').first()).toBeVisible();
        await axe(niamh);
        await fits(niamh);
    });

    await test.step('a credit that is paid back is no longer in favour', async () => {
        await correct(eva, 'credit', '40', 'For the delay');
        await correct(eva, 'back', '40', 'Paid back by transfer');
        await go(eva, ACCOUNT);
        await expect(eva.getByRole('region', { name: nl('bucket_unapplied') }).getByText('For the delay')).toHaveCount(0);
        await expect(eva.locator('li.row', { hasText: 'Paid back by transfer' }).first()).toBeVisible();
        await portal.mail(NIAMH.email, en('mail_paid_back_subject', { amount: '€40.00' }));
        await go(niamh, '/money/statement');
        await expect(niamh.getByText('Paid back by transfer')).toBeVisible();
    });
});
