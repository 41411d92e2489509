// What was written and not sent was lost by a reload; and a photo had to wait until the case was there.

import { CLAIRE, NIAMH, texts } from '../people.ts';
import { axe, expect, fits, go, hydrated, test } from '../portal.ts';

const en = texts('en');
const fr = texts('fr');
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('the words of a new case survive a reload, and go when they were sent', async ({ open }) => {
    const page = await open({ as: NIAMH });
    await go(page, '/messages/new');
    await page.getByRole('radio', { name: new RegExp(en('case_kind_complaint')) }).check();
    await page.getByLabel(en('case_subject')).fill('Eleven are cracked');
    await page.getByRole('textbox', { name: en('case_text'), exact: true }).fill('Of forty. The roofers wait.');
    await page.getByRole('radio', { name: en('case_impact_standstill') }).check();
    await page.reload();
    await hydrated(page);
    await expect(page.getByText(en('case_draft_back'))).toBeVisible();
    await expect(page.getByLabel(en('case_subject'))).toHaveValue('Eleven are cracked');
    await expect(page.getByRole('textbox', { name: en('case_text'), exact: true })).toHaveValue('Of forty. The roofers wait.');
    await expect(page.getByRole('radio', { name: en('case_impact_standstill') })).toBeChecked();
    // What hangs on the kind is there again, too.
    await expect(page.getByLabel(new RegExp(en('case_remedy')))).toBeVisible();
    await axe(page);
    await fits(page);

    await page.getByLabel(new RegExp(`^${en('case_files')}`)).setInputFiles({ name: 'roof.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') });
    await page.getByRole('button', { name: en('case_send') }).click();
    await expect(page).toHaveURL(/\/messages\/\d+$/);
    await expect(page.getByRole('img', { name: 'roof.png' })).toBeVisible();

    await go(page, '/messages/new');
    await expect(page.getByLabel(en('case_subject'))).toHaveValue('');
    await expect(page.getByText(en('case_draft_back'))).toHaveCount(0);
});

test('a draft belongs to what it is about, and can be dropped', async ({ open }) => {
    const page = await open({ as: CLAIRE });
    await go(page, '/messages/new?article=RT-1042');
    await page.getByLabel(fr('case_subject')).fill('Une question');
    await go(page, '/messages/new');
    await expect(page.getByLabel(fr('case_subject'))).toHaveValue('');
    await go(page, '/messages/new?article=RT-1042');
    await expect(page.getByLabel(fr('case_subject'))).toHaveValue('Une question');
    await page.getByRole('button', { name: fr('case_draft_drop') }).click();
    await expect(page.getByLabel(fr('case_subject'))).toHaveValue('');
    await page.reload();
    await hydrated(page);
    await expect(page.getByText(fr('case_draft_back'))).toHaveCount(0);
});

test('after a step one stays where it happened', async ({ open }) => {
    const page = await open({ as: NIAMH });
    await go(page, '/messages/new');
    await page.getByLabel(en('case_subject')).fill('Is it there?');
    await page.getByRole('textbox', { name: en('case_text'), exact: true }).fill('By Friday?');
    await page.getByRole('button', { name: en('case_send') }).click();
    await expect(page).toHaveURL(/\/messages\/\d+$/);
    await page.getByLabel(en('case_reply'), { exact: true }).fill('Or on Monday?');
    await page.getByRole('button', { name: en('case_send') }).click();
    await expect(page.locator('.thread > li:last-child')).toContainText('Or on Monday?');
    await expect(page.locator('.thread > li:last-child')).toBeFocused();
    await page.locator('summary', { hasText: en('case_escalate') }).click();
    await page.locator('#escalate-reason').fill('It is urgent');
    await page.getByRole('button', { name: en('case_escalate_do') }).click();
    await expect(page.locator('.timeline > li').first()).toBeFocused();
});

test('a file that is none is refused in words, and the words stay', async ({ open }) => {
    const page = await open({ as: NIAMH });
    await go(page, '/messages/new?kind=complaint');
    await page.getByLabel(en('case_subject')).fill('Look');
    await page.getByRole('textbox', { name: en('case_text'), exact: true }).fill('At this');
    await page.getByLabel(new RegExp(`^${en('case_files')}`)).setInputFiles({ name: 'roof.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') });
    await page.getByRole('button', { name: en('case_send') }).click();
    await expect(page.getByText(en('refusal_file_kind'))).toBeVisible();
    await expect(page.getByRole('textbox', { name: en('case_text'), exact: true })).toHaveValue('At this');
});
