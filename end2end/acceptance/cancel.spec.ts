// Stopping an order: freely until it is picked, afterwards by asking.

import { DESK, EVA, MARTIN, MIRA, texts } from '../people.ts';
import { order, standing, step } from '../orders.ts';
import { expect, go, hydrated, test } from '../portal.ts';

const de = texts('de');
const hu = texts('hu');
const nl = texts('nl');

test('until picking starts an order is cancelled freely, with the time that is left', async ({ open, portal }) => {
    const page = await open({ as: MARTIN });
    const number = await order(page, MARTIN, [['PM-5010', 4]]);
    await go(page, `/orders/${number}`);
    const left = page.getByRole('timer');
    await expect(left).toHaveText(/\d+:\d\d/);

    await page.getByText(de('orders_cancel_open'), { exact: true }).click();
    await page.getByLabel(de('orders_reason')).fill('Falsche Baustelle');
    await page.getByRole('button', { name: de('orders_cancel_do') }).click();
    await expect(page.getByRole('heading', { name: de('orders_head_cancelled'), exact: true })).toBeVisible();
    await expect(page.getByText(de('orders_reason_was', { reason: 'Falsche Baustelle' }))).toBeVisible();
    await expect(left).toHaveCount(0);

    const eva = await open({ as: EVA, ...DESK });
    await go(eva, `/desk/orders/${number}`);
    await expect(eva.getByRole('main')).toContainText('Falsche Baustelle');
    await expect(eva.getByRole('button', { name: nl('desk_confirm_do') })).toHaveCount(0);
    expect((await portal.mails(MARTIN.email)).filter((mail) => mail.subject === de('mail_submitted_subject', { number }))).toHaveLength(1);
});

test('after picking has started he asks; the vendor says no and why; he asks again and it is granted', async ({ open, portal }) => {
    const page = await open({ as: MARTIN });
    const number = await order(page, MARTIN, [['PM-5011', 4]]);
    const eva = await open({ as: EVA, ...DESK });
    await go(eva, `/desk/orders/${number}`);
    await step(eva, number, 'confirm');
    await step(eva, number, 'pick');

    await test.step('he asks', async () => {
        await go(page, `/orders/${number}`);
        await page.getByText(de('orders_ask_open'), { exact: true }).first().click();
        await page.getByLabel(de('orders_reason')).fill('Der Bau ruht');
        await page.getByRole('button', { name: de('orders_ask_do') }).click();
        await expect(page.getByText(de('orders_cancel_asked'))).toBeVisible();
    });

    await test.step('Eva declines, and says why', async () => {
        await eva.reload();
        await hydrated(eva);
        await expect(eva.getByRole('heading', { name: nl('desk_asked_title') })).toBeVisible();
        await expect(eva.getByText(nl('orders_reason_was', { reason: 'Der Bau ruht' }))).toBeVisible();
        await eva.getByText(nl('desk_asked_decline_open'), { exact: true }).click();
        // The other form's answer has the same label: this one is empty.
        await eva.locator('#decline-reason').fill('Der LKW ist beladen');
        await eva.getByRole('button', { name: nl('desk_asked_decline') }).click();
        await expect(eva.getByRole('heading', { name: nl('desk_asked_title') })).toHaveCount(0);
        const mail = await portal.mail(MARTIN.email, de('mail_declined_subject', { number }));
        expect(mail.text).toContain('Der LKW ist beladen');
    });

    await test.step('he reads it, and asks once more', async () => {
        await page.reload();
        await hydrated(page);
        await expect(page.getByRole('main')).toContainText('Der LKW ist beladen');
        await page.getByText(de('orders_ask_open'), { exact: true }).first().click();
        await page.getByLabel(de('orders_reason')).fill('Bitte doch');
        await page.getByRole('button', { name: de('orders_ask_do') }).click();
        await expect(page.getByText(de('orders_cancel_asked'))).toBeVisible();
    });

    await test.step('Eva grants it', async () => {
        await eva.reload();
        await hydrated(eva);
        await expect(eva.getByText(nl('orders_reason_was', { reason: 'Bitte doch' }))).toBeVisible();
        await eva.getByRole('button', { name: nl('desk_asked_accept') }).click();
        await expect(eva.getByRole('heading', { name: nl('orders_head_cancelled'), exact: true })).toBeVisible();
        await portal.mail(MARTIN.email, de('mail_cancelled_subject', { number }));
        await page.reload();
        await hydrated(page);
        await expect(page.getByRole('heading', { name: de('orders_head_cancelled'), exact: true })).toBeVisible();
    });
});

test('two of the staff at one order: the later one is told, and nothing is done twice @desk', async ({ open }) => {
    const page = await open({ as: MARTIN });
    const number = await order(page, MARTIN, [['PM-5010', 1]]);
    const eva = await open({ as: EVA });
    await go(eva, `/desk/orders/${number}`);
    const other = await open({ as: MIRA });
    await go(other, `/desk/orders/${number}`);
    await step(eva, number, 'confirm');

    await other.getByRole('button', { name: hu('desk_confirm_do') }).click();
    await expect(other.getByText(hu('refusal_stale'))).toBeVisible();
    await expect(standing(other, 'hu')).toHaveText(hu('state_confirmed'));
    await expect(other.getByRole('button', { name: hu('desk_pick_do') })).toBeVisible();
});
