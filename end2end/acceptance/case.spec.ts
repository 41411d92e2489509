// A complaint, from a phone in Győr to consent, with Eva at the desk in Gent.

import { DESK, EVA, GABOR, texts } from '../people.ts';
import { axe, expect, fits, go, hydrated, test } from '../portal.ts';

const hu = texts('hu');
const nl = texts('nl');

test.use({ locale: 'hu-HU', timezoneId: 'Europe/Budapest' });

test('Gábor complains, is asked, refuses a solution and accepts the next one', async ({ page, portal, open, context }) => {
    await portal.enter(context, GABOR);
    const again = async () => {
        await page.reload();
        await hydrated(page);
    };

    const number = await test.step('he says what is wrong and what it keeps him from', async () => {
        await go(page, '/messages');
        await page.getByRole('link', { name: hu('cases_write') }).first().click();
        await page.getByRole('radio', { name: new RegExp(hu('case_kind_complaint')) }).check();
        await page.getByLabel(hu('case_subject')).fill('Repedt gerinccserepek');
        await page.getByRole('textbox', { name: hu('case_text'), exact: true }).fill('Negyvenből tizenegy repedt. A tetőfedők várnak.');
        await page.getByRole('radio', { name: hu('case_impact_standstill') }).check();
        await page.getByRole('radio', { name: hu('case_needed_tomorrow') }).check();
        await page.getByLabel(new RegExp(hu('case_remedy'))).selectOption('replacement');
        await axe(page);
        await fits(page);
        await page.getByRole('button', { name: hu('case_send') }).click();
        await expect(page).toHaveURL(/\/messages\/\d+$/);
        await expect(page.getByRole('heading', { level: 1, name: 'Repedt gerinccserepek' })).toBeVisible();
        await expect(page.getByText(hu('case_promise_first_answer')).first()).toBeVisible();
        await axe(page);
        await fits(page);
        return /\/messages\/(\d+)$/.exec(page.url())?.[1] as string;
    });
    await portal.mail(GABOR.email, `[${number}] Repedt gerinccserepek`);

    await test.step('he sends a photo with a word', async () => {
        await page.getByText(hu('case_files_add')).click();
        const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
        await page.getByLabel(hu('case_files'), { exact: true }).setInputFiles({ name: 'tető.png', mimeType: 'image/png', buffer: Buffer.from(pixel, 'base64') });
        await page.getByLabel(hu('case_reply'), { exact: true }).fill('Így néznek ki.');
        await page.getByRole('button', { name: hu('case_send') }).click();
        await expect(page.locator('.thread').getByText('Így néznek ki.')).toBeVisible();
        const photo = page.getByRole('img', { name: 'tető.png' });
        await expect(photo).toBeVisible();
        await expect.poll(() => photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);
        await hydrated(page);
    });

    const eva = await open({ as: EVA, ...DESK, locale: 'nl-BE' });
    await test.step('Eva finds it first in the queue, takes it, notes something and asks', async () => {
        await go(eva, '/desk/cases');
        await eva.getByRole('link', { name: 'Repedt gerinccserepek' }).click();
        await expect(eva.locator('.thread').getByText('Negyvenből tizenegy repedt.')).toBeVisible();
        await eva.getByRole('button', { name: nl('desk_case_investigating') }).click();
        await expect(eva.getByRole('button', { name: nl('desk_case_investigating') })).toHaveCount(0);
        // By keys alone: the note opens, is written and sent, and the focus is where it was opened.
        await eva.keyboard.press('n');
        await eva.getByLabel(nl('desk_case_note_label')).fill('Oven 4, niet zeggen');
        await eva.keyboard.press('Control+Enter');
        await expect(eva.getByText('Oven 4, niet zeggen')).toBeVisible();
        await expect(eva.locator('summary', { hasText: nl('desk_case_note') })).toBeFocused();
        await axe(eva);
        // A key in a field is a letter.
        await eva.keyboard.press('r');
        await expect(eva.getByLabel(nl('desk_case_answer'), { exact: true })).toBeFocused();
        await eva.keyboard.type('na?');
        await expect(eva.getByLabel(nl('desk_case_answer'), { exact: true })).toHaveValue('na?');
        await eva.getByLabel(nl('desk_case_answer'), { exact: true }).fill('Melyik tétel van a raklapon?');
        await eva.getByRole('button', { name: nl('desk_case_ask_do') }).click();
        await expect(eva.getByText('Melyik tétel van a raklapon?')).toBeVisible();
    });

    await test.step('he sees who has it, that time stands still, and answers', async () => {
        await again();
        await expect(page.getByText(hu('case_assignee', { name: 'Eva' }))).toBeVisible();
        await expect(page.getByText(hu('case_clock_asked', { by: 'Eva' }))).toBeVisible();
        await expect(page.getByText('Oven 4')).toHaveCount(0);
        await page.getByLabel(hu('case_reply'), { exact: true }).fill('A 22-118-as.');
        await page.getByRole('button', { name: hu('case_send') }).click();
        await expect(page.getByText('A 22-118-as.')).toBeVisible();
    });

    const propose = async (text: string) => {
        await eva.reload();
        await hydrated(eva);
        await eva.getByLabel(nl('desk_case_answer'), { exact: true }).fill(text);
        await eva.getByText(nl('desk_case_solution'), { exact: true }).click();
        await eva.getByLabel(nl('case_cause'), { exact: true }).fill('A kemence túl forró volt');
        await eva.getByRole('button', { name: nl('desk_case_propose') }).click();
        await expect(eva.locator('.thread').getByText(text)).toBeVisible();
    };

    await test.step('a solution that is too late is refused, with a reason', async () => {
        await propose('Csütörtökön negyven új.');
        await again();
        await expect(page.getByText('A kemence túl forró volt')).toBeVisible();
        await page.getByLabel(new RegExp(hu('case_decide_words'))).fill('A csütörtök késő.');
        await page.getByRole('button', { name: hu('case_decline') }).click();
        await expect(page.getByText(hu('case_decide_title'))).toHaveCount(0);
        await expect(page.locator('.thread').getByText('A csütörtök késő.')).toBeVisible();
    });

    await test.step('the next one is accepted, and closed by that alone', async () => {
        await propose('Holnap hétkor.');
        await again();
        await page.getByRole('button', { name: hu('case_accept'), exact: true }).click();
        await expect(page.getByText(hu('case_is_closed'))).toBeVisible();
        await expect(page.getByText(hu('case_assignee', { name: 'Eva' }))).toHaveCount(0);
        const five = page.getByRole('button', { name: hu('case_rate_of_five', { value: 5 }) });
        await five.click();
        await expect(five).toHaveAttribute('aria-pressed', 'true');
        await page.getByLabel(new RegExp(hu('case_rate_words'))).fill('Gyorsan ment.');
        await page.getByRole('button', { name: hu('case_rate_send') }).click();
        await expect(page.locator('.timeline').getByText('Gyorsan ment.')).toBeVisible();
        await axe(page);
        const mails = await portal.mails(GABOR.email);
        expect(mails.some((mail) => mail.text.includes('Oven 4'))).toBe(false);
    });
});

test('a complaint can be written without scripts, and keeps what was typed when it is refused', async ({ open }) => {
    const page = await open({ as: GABOR, javaScriptEnabled: false, locale: 'hu-HU' });
    await page.goto('/messages/new?kind=complaint');
    await page.getByRole('textbox', { name: hu('case_text'), exact: true }).fill('Repedt.');
    // The browser's own check stands before ours; a page without it comes back with the words.
    await page.getByLabel(hu('case_subject')).fill('x'.repeat(120));
    await page.getByLabel(hu('case_tags_own')).fill('a,b,c,d,e,f,g');
    await page.getByRole('button', { name: hu('case_send') }).click();
    await expect(page.getByRole('textbox', { name: hu('case_text'), exact: true })).toHaveValue('Repedt.');
    await page.getByLabel(hu('case_tags_own')).fill('gerinc');
    await page.getByRole('button', { name: hu('case_send') }).click();
    await expect(page).toHaveURL(/\/messages\/\d+$/);
    await expect(page.getByText('Repedt.')).toBeVisible();
});
