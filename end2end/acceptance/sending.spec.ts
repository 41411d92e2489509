// What is on its way can be stopped, and what does not arrive is kept: words, photos, and the place where one is.

import { NIAMH, texts } from '../people.ts';
import { expect, go, hydrated, test } from '../portal.ts';

const en = texts('en');
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

test('a photo on its way is stopped, and goes with its words the second time', async ({ open }) => {
    const page = await open({ as: NIAMH });
    await go(page, '/messages/new?kind=question');
    await page.getByLabel(en('case_subject')).fill('Which tile is this?');
    await page.getByRole('textbox', { name: en('case_text'), exact: true }).fill('It came without a label.');
    await page.getByRole('button', { name: en('case_send') }).click();
    await expect(page).toHaveURL(/\/messages\/\d+$/);

    const words = page.getByLabel(en('case_reply'), { exact: true });
    await words.fill('Here it is.');
    await page.getByText(en('case_files_add')).click();
    const files = page.getByLabel(en('case_files'), { exact: true });
    await files.setInputFiles({ name: 'tile.png', mimeType: 'image/png', buffer: Buffer.from(PIXEL, 'base64') });
    // The line is slow: nothing arrives until it is let through.
    let passes: () => void = () => {};
    const slow = new Promise<void>((resolve) => (passes = resolve));
    await page.route('**/cases/upload', async (route) => {
        await slow;
        await route.continue().catch(() => {});
    });
    await page.getByRole('button', { name: en('case_send') }).click();
    await expect(page.getByRole('progressbar', { name: en('case_files_going') })).toBeVisible();
    await page.getByRole('button', { name: en('case_files_stop') }).click();
    await expect(page.getByText(en('case_files_stopped'))).toBeVisible();
    await expect(words).toHaveValue('Here it is.');
    expect(await files.evaluate((field: HTMLInputElement) => field.files?.length)).toBe(1);

    await page.unroute('**/cases/upload');
    passes();
    await page.getByRole('button', { name: en('case_send') }).click();
    await expect(page.getByRole('img', { name: 'tile.png' })).toBeVisible();
    await expect(page.locator('.thread').getByText('Here it is.')).toHaveCount(1);
    await expect(words).toHaveValue('');
    expect(await files.evaluate((field: HTMLInputElement) => field.files?.length)).toBe(0);
});

test('without a connection the reason is seen, the words stay, and another part of the portal says so', async ({ open }) => {
    const page = await open({ as: NIAMH });
    await go(page, '/messages/new?kind=question');
    await page.getByLabel(en('case_subject')).fill('Is the gate open on Friday?');
    const words = page.getByRole('textbox', { name: en('case_text'), exact: true });
    await words.fill('We come at six.');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: en('case_send') }).click();
    await expect(page.getByRole('alert').filter({ hasText: en('refusal_offline') })).toBeInViewport();
    await expect(words).toHaveValue('We come at six.');
    // A part that is not loaded yet: the page without a connection, not a page that is broken.
    await page.getByRole('link', { name: en('nav_orders') }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'No connection' })).toBeVisible();
    await expect(page).toHaveURL(/\/orders$/);
    await expect(page.locator('.broken')).toHaveCount(0);
    // It goes on by itself when the connection is back.
    await page.context().setOffline(false);
    await expect(page).toHaveURL(/\/orders$/);
    await expect(page.getByRole('heading', { level: 1, name: en('nav_orders') })).toBeVisible();
    await hydrated(page);
    await go(page, '/messages/new?kind=question');
    await expect(words).toHaveValue('We come at six.');
    await page.getByRole('button', { name: en('case_send') }).click();
    await expect(page).toHaveURL(/\/messages\/\d+$/);
});
