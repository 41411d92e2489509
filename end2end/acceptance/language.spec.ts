// Languages, time zones and sessions.

import { ANNA, KATRIN, like, MICHEL, OLIVER, texts } from '../people.ts';
import { expect, go, hydrated, test } from '../portal.ts';

const en = texts('en');
const hu = texts('hu');

test('another language keeps the page and what was looked for @desk', async ({ open }) => {
    const page = await open({ as: ANNA });
    await go(page, '/orders?state=delivered');
    await page.getByRole('button', { name: like(en('frame_language')) }).click();
    await page.getByRole('button', { name: 'Magyar' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'hu');
    await expect(page).toHaveURL(/\/orders\?state=delivered$/);
    await expect(page.getByRole('heading', { level: 1, name: hu('nav_orders') })).toBeVisible();
    await expect(page).toHaveTitle(new RegExp(hu('nav_orders')));
    await hydrated(page);
    await page.getByRole('button', { name: like(hu('frame_language')) }).click();
    await page.getByRole('button', { name: 'English' }).click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

test('on the phone the door and the account page have the languages', async ({ open }) => {
    const stranger = await open({ locale: 'de-DE' });
    await go(stranger, '/signin?next=/orders');
    await expect(stranger.locator('html')).toHaveAttribute('lang', 'de');
    await stranger.getByRole('button', { name: /Deutsch/ }).click();
    await stranger.getByRole('button', { name: 'Español' }).click();
    await expect(stranger.locator('html')).toHaveAttribute('lang', 'es');
    await expect(stranger).toHaveURL('/signin?next=/orders');

    const page = await open({ as: OLIVER });
    await go(page, '/account');
    await page.getByLabel(en('frame_language'), { exact: true }).selectOption('hu');
    await page.getByRole('button', { name: en('account_save') }).first().click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'hu');
    await expect(page).toHaveURL(/\/account$/);
    await expect(page.getByRole('heading', { level: 1, name: hu('nav_account') })).toBeVisible();
});

test('times are shown in the zone of the device, which the browser says by itself', async ({ open }) => {
    const page = await open({ as: MICHEL, language: 'en', timezoneId: 'America/New_York' });
    await go(page, '/orders');
    await expect
        .poll(async () => {
            await go(page, '/account');
            return page.getByLabel(en('account_time_zone')).inputValue();
        })
        .toBe('America/New_York');
    await go(page, '/account');
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'America/New_York', hour: '2-digit', minute: '2-digit' });
    const minutes = [0, 60_000].map((ago) => en('account_time_zone_hint', { time: clock.format(Date.now() - ago) }));
    expect(minutes).toContain(await page.locator('#profile-zone-hint').innerText());
});

test('a zone that somebody has set themselves stays, also on another device', async ({ open }) => {
    const page = await open({ as: MICHEL, language: 'en', timezoneId: 'Europe/Brussels' });
    await go(page, '/account');
    const zone = page.getByLabel(en('account_time_zone'));
    await zone.fill('Asia/Tokyo');
    await page.getByRole('button', { name: en('account_save') }).first().click();
    await expect(page.getByText(en('account_saved'))).toBeVisible();

    const other = await open({ as: MICHEL, language: 'en', timezoneId: 'Europe/Brussels' });
    const told = other.waitForResponse('**/fn/entry/set-time-zone', { timeout: 5_000 }).catch(() => null);
    await go(other, '/orders');
    await told;
    await go(other, '/account');
    await expect(other.getByLabel(en('account_time_zone'))).toHaveValue('Asia/Tokyo');
});

test('a zone that is none is refused beside the field', async ({ open }) => {
    const page = await open({ as: MICHEL, language: 'en' });
    await go(page, '/account');
    const zone = page.getByLabel(en('account_time_zone'));
    await zone.fill('Mars/Olympus');
    await page.getByRole('button', { name: en('account_save') }).first().click();
    await expect(zone).toHaveAttribute('aria-invalid', 'true');
    await expect(zone).toHaveValue('Mars/Olympus');
    await expect(page.getByText(en('refusal_malformed'))).toBeVisible();
});

test('signing out a lost phone from the account page ends its session', async ({ open, portal }) => {
    portal.forget(KATRIN);
    const userAgent = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';
    const lost = await open({ as: KATRIN, language: 'en', userAgent });
    await go(lost, '/orders');
    await expect(lost.getByRole('heading', { level: 1, name: en('nav_orders') })).toBeVisible();

    portal.forget(KATRIN);
    const page = await open({ as: KATRIN, language: 'en' });
    await go(page, '/account');
    const there = page.getByRole('button', { name: en('account_session_end_named', { device: 'Chrome, Android' }) });
    const before = await there.count();
    await there.first().click();
    await expect(there).toHaveCount(before - 1);

    await lost.goto('/orders');
    await expect(lost).toHaveURL(/\/signin\?next=\/orders/);
});

test('signing out ends the session, and going back shows nothing', async ({ open, portal }) => {
    portal.forget(OLIVER);
    const page = await open({ as: OLIVER });
    await go(page, '/account');
    await page.getByRole('main').getByRole('button', { name: en('frame_sign_out'), exact: true }).click();
    await expect(page).toHaveURL(/\/signin$/);
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1, name: en('entry_sign_in_title') })).toBeVisible();
    portal.forget(OLIVER);
});
