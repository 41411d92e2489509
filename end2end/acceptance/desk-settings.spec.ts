// The vendor's own settings: what is changed is there at once and in the list of changes, and what is wrong changes nothing.

import type { Locator } from '@playwright/test';

import { EVA, MIRA, texts } from '../people.ts';
import { axe, expect, fits, go, test, type Page } from '../portal.ts';

const hu = texts('hu');

/** The sheet with the last changes. */
const changes = (page: Page) =>
    page.locator('section.sheet').filter({ has: page.getByRole('heading', { name: hu('desk_settings_changes') }) });

/** Opens the newest change and sees this in it. */
async function newest(page: Page, said: string): Promise<void> {
    const change = changes(page).locator('details').first();
    await expect(change).toContainText(said);
    // One that was opened before stays open.
    if ((await change.getAttribute('open')) === null) await change.locator('summary').click();
    await expect(change.getByText(said).last()).toBeVisible();
}

const save = (within: Page | Locator) => within.getByRole('button', { name: hu('desk_settings_save') }).click();

test('Mira sets how invoices are made, and a wrong bank account sends nobody’s money elsewhere @both', async ({ open }) => {
    const page = await open({ as: MIRA, locale: 'hu-HU' });
    await go(page, '/desk/settings/billing');
    await axe(page);
    await fits(page);
    const days = page.getByLabel(hu('billing_payment_days'));
    const iban = page.getByRole('group', { name: hu('billing_seller') }).getByLabel('IBAN');
    const [before, account] = [await days.inputValue(), await iban.inputValue()];
    const difference = (from: string, to: string) =>
        hu('desk_settings_difference', { field: hu('billing_payment_days'), before: from, after: to });

    await test.step('a change is there, with who made it and what was before', async () => {
        await days.fill('21');
        await save(page);
        await newest(page, difference(before, '21'));
        await expect(page.getByLabel(hu('billing_payment_days'))).toHaveValue('21');
        await axe(page);
        await fits(page);
    });

    await test.step('an account without its check digits is refused beside its field, and kept to be mended', async () => {
        await iban.fill('BE68 5390 0754 7035');
        await save(page);
        await expect(iban).toHaveAttribute('aria-invalid', 'true');
        await expect(iban).toHaveValue('BE68 5390 0754 7035');
        await expect(page.getByText(hu('refusal_malformed')).first()).toBeVisible();
        await axe(page);
        await go(page, '/desk/settings/billing');
        await expect(iban).toHaveValue(account);
        await expect(days).toHaveValue('21');
    });

    await test.step('and back', async () => {
        await days.fill(before);
        await save(page);
        await newest(page, difference('21', before));
    });
});

test('Mira gives a kind a name of its own, and cannot leave customers without any @both', async ({ open }) => {
    const page = await open({ as: MIRA, locale: 'hu-HU' });
    await go(page, '/desk/settings/cases');
    const kinds = page.getByRole('region', { name: hu('desk_settings_kinds') });
    const complaint = kinds.getByRole('group', { name: hu('case_kind_complaint'), exact: true });
    const name = complaint.getByLabel('Español');
    await name.fill('Reclamación formal');
    await save(kinds);
    await newest(page, 'Reclamación formal');
    await expect(name).toHaveValue('Reclamación formal');
    await axe(page);
    await fits(page);

    const offered = kinds.getByRole('checkbox', { name: hu('desk_settings_offered') });
    const count = await offered.count();
    for (const box of await offered.all()) await box.uncheck();
    await save(kinds);
    await expect(page.locator('#offered-question-error')).not.toBeEmpty();
    await go(page, '/desk/settings/cases');
    await expect(offered.and(page.locator(':checked'))).toHaveCount(count);

    await name.fill('');
    await save(kinds);
    const difference = hu('desk_settings_difference', { field: '', before: 'Reclamación formal', after: '–' });
    await newest(page, difference.replace(/^: /, ''));
    await expect(name).toHaveValue('');
});

test('Mira says what an address for mail means, and who is above @both', async ({ open }) => {
    const page = await open({ as: MIRA, locale: 'hu-HU' });
    await go(page, '/desk/settings/cases');

    await test.step('an address becomes a row, and what is no address is refused', async () => {
        const boxes = page.getByRole('region', { name: hu('desk_settings_mailboxes') });
        const addresses = boxes.getByLabel(hu('desk_settings_mailbox'), { exact: true });
        const there = await addresses.count();
        await addresses.last().fill('ideas@vandael.example');
        await boxes.getByLabel(hu('cases_kinds')).last().selectOption('suggestion');
        await save(boxes);
        await newest(page, 'ideas@vandael.example');
        await expect(addresses).toHaveCount(there + 1);
        await addresses.last().fill('nobody');
        await save(boxes);
        await expect(addresses.last()).toHaveAttribute('aria-invalid', 'true');
        await expect(addresses.last()).toHaveValue('nobody');
        await axe(page);
        await fits(page);

        await addresses.last().fill('');
        await addresses.nth(there - 1).fill('');
        await save(boxes);
        await expect(addresses).toHaveCount(there);
    });

    await test.step('who hears of what was missed is listed, and taken off the list', async () => {
        const above = page.getByRole('region', { name: hu('desk_settings_above') });
        const people = above.getByLabel(hu('desk_settings_tell'));
        const there = await people.count();
        await people.last().selectOption(EVA.email);
        await save(above);
        await newest(page, EVA.email);
        await expect(people).toHaveCount(there + 1);
        await people.nth(there - 1).selectOption('');
        await save(above);
        await expect(people).toHaveCount(there);
    });
});
