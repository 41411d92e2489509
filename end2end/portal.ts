// A portal for the tests: the release binary on its own data, and browsers that watch for what no page may do.

import { spawn, execFile, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type APIRequestContext, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';

import { texts, type Language, type Person } from './people.ts';

export { expect, type Page };

const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const BINARY = resolve(ROOT, process.env.LOKET_BINARY ?? 'target/loket');
const LOGS = join(ROOT, 'target/test-logs');

/** A mail that the demo kept. */
export interface Mail {
    to: string;
    subject: string;
    text: string;
    html: string;
    at: string;
}

/** A running portal with the demo vendor. */
export class Portal {
    /** Sessions by address, so that a person asks for a code once: a code is asked for five times at most. */
    private readonly sessions = new Map<string, Awaited<ReturnType<BrowserContext['cookies']>>>();

    private constructor(
        readonly url: string,
        readonly data: string,
        private readonly process: ChildProcess,
    ) {}

    /** Starts one on a port that the system chooses, with further settings; it makes its demo vendor first. */
    static async start(name: string, settings: Record<string, string> = {}): Promise<Portal> {
        const data = await mkdtemp(join(tmpdir(), 'loket-browser-'));
        const port = await freePort();
        const url = `http://localhost:${port}`;
        mkdirSync(LOGS, { recursive: true });
        const log = createWriteStream(join(LOGS, `portal-${name}.log`));
        const child = spawn(BINARY, ['--data', data, 'serve', '--demo', '--listen', `127.0.0.1:${port}`], {
            env: { ...process.env, LOKET_PUBLIC_URL: url, ...settings },
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        child.stderr.pipe(log);
        await new Promise<void>((ready, failed) => {
            let said = '';
            child.once('error', failed);
            child.once('exit', (code) => failed(new Error(`the portal ended with ${code}; see target/test-logs/portal-${name}.log`)));
            child.stdout.on('data', (chunk: Buffer) => {
                said += chunk.toString();
                if (/\(listening on \S+:\d+\)/.test(said)) ready();
            });
        });
        return new Portal(url, data, child);
    }

    async stop(): Promise<void> {
        if (this.process.exitCode === null) {
            const ended = new Promise((done) => this.process.once('exit', done));
            this.process.kill('SIGTERM');
            // A browser may hold a connection open; the data is thrown away anyway.
            const late = setTimeout(() => this.process.kill('SIGKILL'), 5_000);
            await ended;
            clearTimeout(late);
        }
        await rm(this.data, { recursive: true, force: true });
    }

    /** Another command on the same data, while the portal serves. */
    async command(...args: string[]): Promise<string> {
        const { stdout } = await promisify(execFile)(BINARY, ['--data', this.data, ...args]);
        return stdout;
    }

    /** The mails to an address, newest first. */
    async mails(to: string): Promise<Mail[]> {
        const answer = await fetch(`${this.url}/demo/mail.json`);
        const mails = (await answer.json()) as Mail[];
        return mails.filter((mail) => mail.to === to);
    }

    /** The mail with this subject, as soon as it has arrived. */
    async mail(to: string, subject: string): Promise<Mail> {
        let found: Mail | undefined;
        await expect
            .poll(async () => (found = (await this.mails(to)).find((mail) => mail.subject === subject)), { message: `a mail “${subject}”` })
            .toBeDefined();
        return found as Mail;
    }

    /** The code in the newest mail to an address, when there are more mails than `before`. */
    async code(to: string, before: number): Promise<string> {
        let mails: Mail[] = [];
        await expect.poll(async () => (mails = await this.mails(to)).length, { message: `a code for ${to}` }).toBeGreaterThan(before);
        const code = mails.map((mail) => /(?<!\d)\d{6}(?!\d)/.exec(mail.subject)?.[0]).find((found) => found !== undefined);
        expect(code, 'the subject of the newest mail has a code').toBeDefined();
        return code as string;
    }

    /** Signs a browser in without its pages: with the session that this person has, or with a new one. */
    async enter(context: BrowserContext, person: Person, language: Language = person.language): Promise<void> {
        const kept = this.sessions.get(person.email);
        if (kept) {
            await context.addCookies(kept);
        } else {
            const before = (await this.mails(person.email)).length;
            await post(context.request, `${this.url}/fn/entry/ask-code`, { email: person.email });
            const code = await this.code(person.email, before);
            await post(context.request, `${this.url}/fn/entry/verify-code`, { code });
            this.sessions.set(person.email, (await context.cookies()).filter((cookie) => cookie.name === 'loket'));
        }
        await post(context.request, `${this.url}/fn/entry/set-language`, { language });
    }

    /** The next browser of this person gets a session of its own. */
    forget(person: Person): void {
        this.sessions.delete(person.email);
    }
}

async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    return port;
}

/** A form, sent the way a script sends it: with an answer and no other page. */
export async function post(request: APIRequestContext, url: string, form: Record<string, string>): Promise<unknown> {
    const answer = await request.post(url, { form, headers: { accept: 'application/json' }, maxRedirects: 0 });
    expect(answer.status(), `${url}: ${await answer.text()}`).toBeLessThan(400);
    return (await answer.text()) === '' ? null : answer.json();
}

/** What a new browser is, and who holds it. */
type Opening = BrowserContextOptions & { as?: Person; language?: Language };

interface Fixtures {
    /** A browser of somebody, at the size of this project unless said otherwise. */
    open: (opening?: Opening) => Promise<Page>;
    /** What no page may do; a test fails when there is anything in it at the end. */
    troubles: string[];
}

export const test = base.extend<Fixtures, { portal: Portal }>({
    portal: [
        async ({}, use, info) => {
            const portal = await Portal.start(`${info.project.name}-${info.workerIndex}`);
            await use(portal);
            await portal.stop();
        },
        { scope: 'worker', timeout: 120_000 },
    ],
    baseURL: async ({ portal }, use) => use(portal.url),
    troubles: [
        async ({}, use) => {
            const troubles: string[] = [];
            await use(troubles);
            expect(troubles, 'errors of the pages: hydration, scripts, content security policy, missing files').toEqual([]);
        },
        { auto: true },
    ],
    context: async ({ context, troubles }, use) => {
        watch(context, troubles);
        await use(context);
    },
    open: async ({ browser, portal, troubles }, use) => {
        const contexts: BrowserContext[] = [];
        await use(async ({ as, language, ...options } = {}) => {
            const context = await browser.newContext(options);
            contexts.push(context);
            watch(context, troubles);
            if (as) await portal.enter(context, as, language);
            return context.newPage();
        });
        await Promise.all(contexts.map((context) => context.close()));
    },
});

function watch(context: BrowserContext, troubles: string[]): void {
    context.on('console', (message) => {
        // Answers of 400 and above are judged below, with what was asked for.
        // And without a connection the browser itself says that it could not look for a newer service worker.
        const judged = /^Failed to load resource|An unknown error occurred when fetching the script/.test(message.text());
        if ((message.type() === 'error' || message.type() === 'warning') && !judged) {
            troubles.push(`${message.page()?.url()}: ${message.text()}`);
        }
    });
    context.on('weberror', (error) => troubles.push(`${error.page()?.url()}: ${error.error().message}`));
    context.on('response', (response) => {
        const request = response.request();
        // The service worker asks for pages on behalf of the navigation, which is judged by itself.
        const isPage = request.isNavigationRequest() || request.serviceWorker() !== null;
        // What a script sends may well be refused; files that are missing are a defect.
        const isFile = !isPage && request.method() === 'GET' && !new URL(request.url()).pathname.startsWith('/fn/');
        if (response.status() >= 500 || (response.status() >= 400 && isFile)) {
            troubles.push(`${request.url()}: ${response.status()}`);
        }
    });
}

/** Waits until the page is awake: what is pressed from now on is answered by scripts. */
export async function hydrated(page: Page): Promise<void> {
    await page.locator('body[data-hydrated]').waitFor({ state: 'attached' });
}

/** Opens a page and waits until it is awake; gives its status. */
export async function go(page: Page, path: string): Promise<number> {
    const response = await page.goto(path);
    await hydrated(page);
    return response?.status() ?? 0;
}

/** Signs in as a person does: the address, the code from the mail, the button. */
export async function signIn(page: Page, portal: Portal, person: Person, language: Language = person.language): Promise<void> {
    const say = texts(language);
    if (!page.url().includes('/signin')) await page.goto('/signin');
    const before = (await portal.mails(person.email)).length;
    await page.getByLabel(say('entry_email')).fill(person.email);
    await page.getByRole('button', { name: say('entry_ask_code') }).click();
    await page.getByLabel(say('entry_code')).fill(await portal.code(person.email, before));
    await page.getByRole('button', { name: say('sign_in') }).click();
    await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/** No rule of WCAG 2.2 AA or of good practice that a program can check is broken. */
export async function axe(page: Page): Promise<void> {
    expect(found(await new AxeBuilder({ page }).withTags(RULES).analyze()), `axe at ${page.url()}`).toEqual([]);
}

/** The part of [`axe`] that depends on the colours. */
export async function contrast(page: Page): Promise<void> {
    expect(found(await new AxeBuilder({ page }).withRules(['color-contrast']).analyze()), `contrast at ${page.url()}`).toEqual([]);
}

function found(results: Awaited<ReturnType<AxeBuilder['analyze']>>): string[] {
    return results.violations.flatMap((violation) =>
        violation.nodes.map((node) => `${violation.id} (${violation.help}): ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ''}`),
    );
}

/** The page is not wider than the screen. */
export async function fits(page: Page): Promise<void> {
    const wide = await page.evaluate(() => {
        const room = window.innerWidth;
        if ((document.scrollingElement?.scrollWidth ?? 0) <= room) return [];
        const beyond = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > room + 0.5);
        return ['wider than the screen:', ...beyond.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))];
    });
    expect(wide, `sideways scroll at ${page.url()}, ${page.viewportSize()?.width} px`).toEqual([]);
}
