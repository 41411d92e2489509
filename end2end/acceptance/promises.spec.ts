// The vendor's mirror: what was promised and what became of it, and the same answer times for everybody.

import { ANNA, DESK, EVA, MIRA, texts } from '../people.ts';
import { axe, expect, fits, go, hydrated, test } from '../portal.ts';

const en = texts('en');
const nl = texts('nl');
const hu = texts('hu');

test('Eva looks into the mirror, at a table behind a chart, and takes it along as a file @both', async ({ open }) => {
    const eva = await open({ as: EVA, locale: 'nl-BE' });
    await go(eva, '/desk/promises');
    await expect(eva.getByRole('heading', { level: 1, name: nl('measures_title') })).toBeVisible();
    await axe(eva);
    await fits(eva);

    await test.step('a year has more than a month', async () => {
        await eva.getByRole('link', { name: nl('measures_period_year') }).click();
        await expect(eva).toHaveURL(/period=year$/);
        await expect(eva.getByRole('link', { name: nl('measures_period_year') })).toHaveAttribute('aria-current', 'true');
        const hours = eva.getByRole('region', { name: nl('measures_by_hour') });
        await expect(hours.getByRole('img').first()).toHaveAttribute('aria-label', /\d+:00 /);
    });

    await test.step('behind each chart is its table', async () => {
        const kinds = eva.getByRole('region', { name: nl('measures_by_kind') });
        await kinds.getByText(nl('measures_table')).click();
        const row = kinds.getByRole('row', { name: new RegExp(`^${nl('case_kind_complaint')}`) });
        await expect(row).toBeVisible();
        await axe(eva);
        await fits(eva);
        const downloading = eva.waitForEvent('download');
        await kinds.getByRole('link', { name: nl('measures_csv', { name: nl('measures_by_kind') }) }).click();
        expect((await downloading).suggestedFilename()).toBe('promises.csv');
    });

    await test.step('who has no answer is named, and leads to their case', async () => {
        const waiting = eva.getByRole('region', { name: nl('measures_unanswered') });
        await expect(waiting.locator('a[href^="/desk/cases/"]').first()).toBeVisible();
        // What nobody has attached to a case yet is counted, too.
        await expect(waiting.locator('a[href="/desk/post"]')).toBeVisible();
    });
});

test('Mira shows everybody how long answers took, and Anna reads it', async ({ page, portal, open, context }) => {
    const mira = await open({ as: MIRA, ...DESK, locale: 'hu-HU' });
    await go(mira, '/desk/settings/cases');
    await mira.getByRole('checkbox', { name: hu('desk_settings_publish') }).check();
    await mira.getByRole('button', { name: hu('desk_settings_save') }).first().click();
    await expect(mira.getByText(hu('orders_done')).first()).toBeVisible();

    await portal.enter(context, ANNA);
    await go(page, '/help');
    await page.getByRole('link', { name: en('measures_public_link') }).click();
    await expect(page).toHaveURL(/\/answer-times$/);
    await page.getByRole('link', { name: en('measures_period_year') }).click();
    await expect(page.getByRole('region', { name: en('measures_by_kind') })).toBeVisible();
    await hydrated(page);
    await axe(page);
    await fits(page);
});
