// Above a buyer's limit an order waits for the account's own approver.

import { BRAM, ELS, like, texts } from '../people.ts';
import { confirmed, fillCart, orderNumbers } from '../orders.ts';
import { expect, go, hydrated, test, type Page } from '../portal.ts';

const nl = texts('nl');

/** Bram sends for approval what is above his limit of 500 euro. */
async function sendForApproval(bram: Page): Promise<string> {
    await fillCart(bram, [['RT-1060', 10]]);
    await go(bram, '/review');
    await expect(bram.getByText(nl('review_waits_title'))).toBeVisible();
    await expect(bram.getByRole('main')).toContainText(/€\s?500,00/);
    await bram.getByRole('button', { name: nl('review_submit_approval') }).click();
    const number = await confirmed(bram);
    await expect(bram.getByRole('heading', { level: 1, name: nl('thanks_waits_title', { number }) })).toBeVisible();
    return number;
}

test('Bram orders above his limit, Els is told and approves', async ({ open, portal }) => {
    const bram = await open({ as: BRAM });
    const number = await sendForApproval(bram);
    await portal.mail(ELS.email, nl('mail_waiting_subject', { number }));
    expect((await portal.mails(BRAM.email)).some((mail) => mail.subject === nl('mail_submitted_subject', { number }))).toBe(false);

    await go(bram, `/orders/${number}`);
    await expect(bram.getByText(nl('orders_waits_for_others'))).toBeVisible();
    await expect(bram.getByRole('button', { name: nl('orders_approve') })).toHaveCount(0);

    const els = await open({ as: ELS });
    await go(els, '/');
    await els.getByRole('link', { name: nl('home_needs_approval', { number, by: 'Bram De Smet' }) }).click();
    await expect(els.getByRole('heading', { name: nl('orders_waits_for_you') })).toBeVisible();
    const approve = els.getByRole('button', { name: nl('orders_approve') });
    await expect(approve).toBeInViewport();
    await approve.click();
    await expect(approve).toHaveCount(0);
    await expect(els.getByRole('heading', { name: nl('orders_waits_for_you') })).toHaveCount(0);

    await portal.mail(BRAM.email, nl('mail_approved_subject', { number }));
    await bram.reload();
    await hydrated(bram);
    await expect(bram.getByText(nl('orders_waits_for_others'))).toHaveCount(0);
    await expect(bram.getByRole('main')).toContainText(nl('event_order_approved', { number }));
});

test('Els refuses and says why; Bram reads it', async ({ open, portal }) => {
    const bram = await open({ as: BRAM });
    const number = await sendForApproval(bram);

    const els = await open({ as: ELS });
    await go(els, '/approvals');
    const card = els.getByRole('article').filter({ hasText: nl('orders_approvals_order', { number, by: 'Bram De Smet' }) });
    await card.getByRole('link', { name: like(nl('orders_approvals_open')) }).click();
    await els.getByText(nl('orders_refuse_open'), { exact: true }).click();

    const reason = els.getByLabel(nl('orders_reason'), { exact: true });
    await els.getByRole('button', { name: nl('orders_refuse_do') }).click();
    await expect(reason, 'a reason is asked for').toBeFocused();
    await reason.fill('   ');
    await els.getByRole('button', { name: nl('orders_refuse_do') }).click();
    await expect(els.getByText(nl('refusal_reason'))).toBeVisible();
    await reason.fill('Eerst de offerte van de dakdekker');
    await els.getByRole('button', { name: nl('orders_refuse_do') }).click();
    await expect(els.getByRole('heading', { name: nl('orders_head_refused'), exact: true })).toBeVisible();

    const mail = await portal.mail(BRAM.email, nl('mail_refused_subject', { number }));
    expect(mail.text).toContain('Eerst de offerte van de dakdekker');
    await go(bram, `/orders/${number}`);
    await expect(bram.getByText(nl('orders_reason_was', { reason: 'Eerst de offerte van de dakdekker' }))).toBeVisible();
});

test('at his limit Bram orders by himself', async ({ open }) => {
    const bram = await open({ as: BRAM });
    const before = await orderNumbers(bram);
    await fillCart(bram, [['PM-5010', 10]]);
    await go(bram, '/review');
    await expect(bram.getByText(nl('review_waits_title'))).toHaveCount(0);
    await bram.getByRole('button', { name: nl('review_submit') }).click();
    const number = await confirmed(bram);
    await expect(bram.getByRole('heading', { level: 1, name: nl('thanks_title', { number }) })).toBeVisible();
    expect(await orderNumbers(bram)).toHaveLength(before.length + 1);
});
