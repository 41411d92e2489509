// Paying online: from the invoice to the provider's page, and back to an account that has it.

import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { ANNA, texts } from '../people.ts';
import { axe, expect, fits, go, hydrated, Portal, test as base } from '../portal.ts';

const en = texts('en');

const KEY = `test_${randomUUID().replaceAll('-', '')}`;

interface Payment {
    id: string;
    status: string;
    amount: { currency: string; value: string };
    redirectUrl: string;
    [field: string]: unknown;
}

/** A payment provider that answers as Mollie's documentation of its payments API (v2) says, with a page to pay at. */
class Provider {
    readonly payments: Payment[] = [];
    private readonly keys = new Map<string, Payment>();

    private constructor(private readonly server: Server) {}

    static async start(): Promise<Provider> {
        const server = createServer();
        const provider = new Provider(server);
        server.on('request', (request, response) => {
            void provider.answer(request).then(({ status, type, body, location }) => {
                response.writeHead(status, { 'content-type': type, ...(location === undefined ? {} : { location }) });
                response.end(body);
            });
        });
        await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
        return provider;
    }

    get url(): string {
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    async stop(): Promise<void> {
        this.server.closeAllConnections();
        await new Promise((closed) => this.server.close(closed));
    }

    private async answer(request: IncomingMessage): Promise<{ status: number; type: string; body: string; location?: string }> {
        const json = (status: number, value: unknown) => ({ status, type: 'application/hal+json', body: JSON.stringify(value) });
        const problem = (status: number, title: string) => json(status, { status, title, detail: title });
        const path = new URL(request.url ?? '/', this.url).pathname;
        const payment = this.payments.find(({ id }) => path.endsWith(`/${id}`));
        if (path.startsWith('/checkout/') && payment) {
            if (request.method === 'POST') {
                payment.status = 'paid';
                payment.paidAt = new Date().toISOString();
                return { status: 303, type: 'text/plain', body: '', location: payment.redirectUrl };
            }
            const form = `<form method="post"><button>Pay ${payment.amount.value}</button></form>`;
            const page = `<!doctype html><html lang="en"><title>Provider</title><link rel="icon" href="data:,">${form}</html>`;
            return { status: 200, type: 'text/html', body: page };
        }
        if (request.headers.authorization !== `Bearer ${KEY}`) return problem(401, 'Unauthorized Request');
        if (request.method === 'POST' && path === '/v2/payments') return json(201, await this.begin(request));
        if (request.method === 'GET' && path.startsWith('/v2/payments/') && payment) return json(200, payment);
        return problem(404, 'Not Found');
    }

    private async begin(request: IncomingMessage): Promise<Payment> {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const key = String(request.headers['idempotency-key']);
        const known = this.keys.get(key);
        if (known) return known;
        const asked = JSON.parse(Buffer.concat(chunks).toString()) as Pick<Payment, 'amount' | 'redirectUrl'>;
        const id = `tr_Test${String(this.payments.length + 1).padStart(4, '0')}`;
        const payment: Payment = {
            ...asked,
            resource: 'payment',
            id,
            mode: 'test',
            status: 'open',
            createdAt: new Date().toISOString(),
            _links: {
                self: { href: `https://api.mollie.com/v2/payments/${id}`, type: 'application/json' },
                checkout: { href: `${this.url}/checkout/${id}`, type: 'text/html' },
            },
        };
        this.payments.push(payment);
        this.keys.set(key, payment);
        return payment;
    }
}

/** The portal of a vendor who has an account at that provider. */
const test = base.extend<object, { provider: Provider }>({
    provider: [
        async ({}, use) => {
            const provider = await Provider.start();
            await use(provider);
            await provider.stop();
        },
        { scope: 'worker' },
    ],
    portal: [
        async ({ provider }, use, info) => {
            const settings = { LOKET_PAYMENT_KEY: KEY, LOKET_PAYMENT_URL: `${provider.url}/v2` };
            const portal = await Portal.start(`${info.project.name}-${info.workerIndex}-paying`, settings);
            await use(portal);
            await portal.stop();
        },
        { scope: 'worker', timeout: 120_000 },
    ],
});

test('Anna pays an invoice online, and her account has it when she comes back', async ({ open, portal, provider }) => {
    const page = await open({ as: ANNA });
    await go(page, '/money');
    const href = (await page.locator('form[action="/money/pay"] a[href^="/invoices/"]').last().getAttribute('href')) ?? '';
    const number = decodeURIComponent(href.replace('/invoices/', ''));

    await test.step('the button leads on to the provider', async () => {
        await go(page, `/money/pay?invoices=${encodeURIComponent(number)}`);
        const online = page.getByRole('region', { name: en('online_pay') });
        await axe(page);
        await fits(page);
        await online.getByRole('button').click();
        await page.waitForURL(`${provider.url}/checkout/*`);
        expect(provider.payments).toHaveLength(1);
    });
    const payment = provider.payments[0] as Payment;
    expect(payment.redirectUrl).toContain(`${portal.url}/money/pay/`);

    await test.step('back before the provider has said anything, the page waits', async () => {
        await go(page, new URL(payment.redirectUrl).pathname);
        await expect(page.getByRole('status').getByText(en('online_state_waiting'))).toBeVisible();
        await axe(page);
        await fits(page);
        await page.getByRole('link', { name: en('online_go_on') }).click();
        await page.waitForURL(`${provider.url}/checkout/*`);
    });

    await test.step('she pays, the provider says so, and the page does', async () => {
        await page.getByRole('button', { name: `Pay ${payment.amount.value}` }).click();
        await page.waitForURL(payment.redirectUrl);
        const told = await fetch(`${portal.url}/webhooks/payments`, { method: 'POST', body: new URLSearchParams({ id: payment.id }) });
        expect(told.status).toBe(200);
        await hydrated(page);
        // A page that was there before looks again by itself.
        await expect(page.getByRole('status').getByText(en('online_state_paid'), { exact: true })).toBeVisible();
        await expect(page.getByText(en('online_text_paid'))).toBeVisible();
        await axe(page);
        await fits(page);
    });
    const posting = await page.locator('main a[href^="/money/postings/"]').getAttribute('href');

    await test.step('the account has it', async () => {
        await go(page, '/money');
        await expect(page.locator('form[action="/money/pay"]').getByText(number)).toHaveCount(0);
        const newest = page.getByRole('region', { name: en('money_newest_title') });
        await expect(newest.locator(`a[href="${posting}"]`)).toBeVisible();
        await go(page, `/invoices/${encodeURIComponent(number)}`);
        await expect(page.getByRole('link', { name: new RegExp(`^${en('money_pay')} · `) })).toHaveCount(0);
    });
});
