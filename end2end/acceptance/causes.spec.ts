// One cause for many: Niamh complains, Eva writes down why, and everybody who bought it hears, once.

import { complain } from '../cases.ts';
import { DESK, EVA, KATRIN, NIAMH, texts } from '../people.ts';
import { axe, expect, fits, go, hydrated, test, type Page } from '../portal.ts';

const en = texts('en');
const nl = texts('nl');
const de = texts('de');

/** Opens the English part of the notice; it stands open where somebody affected reads English. */
async function unfold(page: Page): Promise<void> {
    const subject = page.getByLabel(nl('desk_cause_subject', { language: 'English' }));
    if (!(await subject.isVisible())) await page.locator('summary', { hasText: /^English$/ }).click();
    await expect(subject).toBeVisible();
}

test('a cause is linked to a complaint, told to all whom it affects, and settled', async ({ page, portal, open, context }) => {
    await portal.enter(context, NIAMH);
    await go(page, '/messages');
    const number = await complain(page, '');
    const subject = `New tiles are coming ${number}`;

    const eva = await open({ as: EVA, ...DESK, locale: 'nl-BE' });
    await test.step('Eva writes the cause down from the case', async () => {
        await go(eva, `/desk/cases/${number}`);
        const beside = eva.getByRole('region', { name: nl('desk_case_cause') });
        await beside.getByRole('link', { name: nl('desk_cause_new') }).click();
        await expect(eva).toHaveURL(/\/desk\/causes\/new\?case=\d+$/);
        await eva.getByLabel(nl('desk_cause_name')).fill(`Oven 4 was te heet ${number}`);
        await eva.getByLabel(nl('desk_cause_text')).fill('Partij 22-118, niet zeggen');
        await axe(eva);
        await eva.getByRole('button', { name: nl('desk_cause_save') }).click();
        await expect(eva).toHaveURL(/\/desk\/causes\/\d+$/);
        await expect(eva.getByRole('heading', { level: 1, name: `Oven 4 was te heet ${number}` })).toBeVisible();
        await expect(eva.getByText('Harbour Renovations').first()).toBeVisible();
    });

    await test.step('a half-written word is refused, and kept', async () => {
        await unfold(eva);
        await eva.getByLabel(nl('desk_cause_subject', { language: 'English' })).fill(subject);
        await eva.getByRole('button', { name: nl('desk_cause_tell_do', { count: 1 }) }).click();
        await expect(eva.getByText(nl('refusal_missing')).first()).toBeVisible();
        await expect(eva.getByLabel(nl('desk_cause_subject', { language: 'English' }))).toHaveValue(subject);
    });

    await test.step('then it is told', async () => {
        await eva.getByLabel(nl('desk_cause_words', { language: 'English' })).fill('A kiln was too hot.\nWe bring new tiles on Thursday.');
        await eva.getByRole('button', { name: nl('desk_cause_tell_do', { count: 1 }) }).click();
        await expect(eva.getByRole('region', { name: nl('desk_cause_notices') })).toBeVisible();
        await axe(eva);
    });
    await portal.mail(NIAMH.email, subject);

    await test.step('Niamh reads it on her case and in her messages', async () => {
        await go(page, `/messages/${number}`);
        await expect(page.getByText('A kiln was too hot.')).toBeVisible();
        await axe(page);
        await fits(page);
        await page.getByRole('link', { name: en('notice_more') }).click();
        await expect(page).toHaveURL(/\/messages\/notices\/\d+$/);
        await expect(page.getByRole('heading', { level: 1, name: subject })).toBeVisible();
        await expect(page.getByText('22-118')).toHaveCount(0);
        await axe(page);
        await fits(page);
        await go(page, '/messages');
        await expect(page.getByText(en('event_notice', { subject })).first()).toBeVisible();
    });

    await test.step('nobody else reads it', async () => {
        const notice = new URL(eva.url()).pathname.replace('/desk/causes/', '/messages/notices/');
        const katrin = await open({ as: KATRIN, locale: 'de-DE' });
        expect(await go(katrin, notice)).toBe(404);
        await expect(katrin.getByRole('heading', { level: 1, name: de('error_not_found_title') })).toBeVisible();
    });

    await test.step('it is settled, and she hears that too', async () => {
        await eva.reload();
        await hydrated(eva);
        await unfold(eva);
        await eva.getByLabel(nl('desk_cause_subject', { language: 'English' })).fill(`All replaced ${number}`);
        await eva.getByLabel(nl('desk_cause_words', { language: 'English' })).fill('Each batch is tapped from now on.');
        await eva.getByRole('button', { name: nl('desk_cause_close') }).click();
        await expect(eva.getByRole('button', { name: nl('desk_cause_close') })).toHaveCount(0);
        await portal.mail(NIAMH.email, `All replaced ${number}`);
        await go(page, '/messages');
        await expect(page.getByText(en('event_notice_closes', { subject: `All replaced ${number}` })).first()).toBeVisible();
        const told = (await portal.mails(NIAMH.email)).filter((mail) => mail.subject === subject);
        expect(told, 'once').toHaveLength(1);
    });
});
