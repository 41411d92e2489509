// Lighthouse on a phone profile against a portal with the demo vendor, signed in: home, shop and review.
//
//     node end2end/lighthouse.mjs
//
// Prints a line of JSON for each page and writes them to target/lighthouse.json. LOKET_URL is a demo that is served
// already; without it one is started on its own data. LOKET_BINARY and CHROME_PATH say what is started.

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BINARY = resolve(ROOT, process.env.LOKET_BINARY ?? 'target/loket');
const EMAIL = 'anna@dakwerken.example';
const PAGES = { home: '/', shop: '/shop', review: '/review' };
const FLAGS =
    '--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-quic';

/** A portal on its own data and a port that the system chooses. */
async function start() {
    const data = await mkdtemp(join(tmpdir(), 'loket-lighthouse-'));
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address();
    server.close();
    await once(server, 'close');
    const url = `http://localhost:${port}`;
    const child = spawn(BINARY, ['--data', data, 'serve', '--demo', '--listen', `127.0.0.1:${port}`], {
        env: { ...process.env, LOKET_PUBLIC_URL: url },
        stdio: ['ignore', 'pipe', 'ignore'],
    });
    let said = '';
    for await (const chunk of child.stdout) {
        said += chunk;
        if (said.includes('(listening on ')) break;
    }
    if (!said.includes('(listening on ')) throw new Error('the portal did not start');
    return {
        url,
        stop: async () => {
            const ended = once(child, 'exit');
            child.kill('SIGKILL');
            await ended;
            await rm(data, { recursive: true, force: true });
        },
    };
}

/** Sends a form as a script does; gives the cookies of the answer. */
async function post(url, path, form, cookie = '') {
    const answer = await fetch(url + path, {
        method: 'POST',
        headers: { accept: 'application/json', cookie },
        body: new URLSearchParams(form),
        redirect: 'manual',
    });
    if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.headers.getSetCookie().map((line) => line.split(';')[0]);
}

/** The session cookie of Anna, who has two lines in her cart. */
async function signIn(url) {
    const mails = async () => (await (await fetch(`${url}/demo/mail.json`)).json()).filter((mail) => mail.to === EMAIL);
    const before = (await mails()).length;
    const browser = (await post(url, '/fn/entry/ask-code', { email: EMAIL })).join('; ');
    const end = Date.now() + 20_000;
    let newest = await mails();
    while (newest.length <= before && Date.now() < end) {
        await pause(100);
        newest = await mails();
    }
    const code = /(?<!\d)\d{6}(?!\d)/.exec(newest[0]?.subject ?? '')?.[0];
    if (!code) throw new Error('no code came');
    const cookies = await post(url, '/fn/entry/verify-code', { code }, browser);
    const session = cookies.find((cookie) => /^(__Host-)?loket=./.test(cookie));
    await post(url, '/fn/cart/fill', { key: crypto.randomUUID(), text: 'RT-1042 40\nRT-1050 2' }, session);
    return session;
}

async function measure(url, path, cookie, folder) {
    const headers = join(folder, 'headers.json');
    const report = join(folder, 'report.json');
    await writeFile(headers, JSON.stringify({ Cookie: cookie }));
    await promisify(execFile)(
        join(ROOT, 'node_modules/.bin/lighthouse'),
        [
            url + path, '--quiet', '--form-factor=mobile', '--output=json', `--output-path=${report}`, `--extra-headers=${headers}`,
            '--only-categories=performance,accessibility,best-practices', `--chrome-flags=${FLAGS}`,
        ],
        { env: { ...process.env, CHROME_PATH: process.env.CHROME_PATH ?? '/usr/bin/chromium' }, maxBuffer: 1 << 26 },
    );
    const { categories, audits, finalDisplayedUrl } = JSON.parse(await readFile(report, 'utf8'));
    const score = (name) => Math.round((categories[name].score ?? 0) * 100);
    const failed = Object.values(categories).flatMap((category) =>
        category.auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 0.9).map(({ id }) => id),
    );
    return {
        path: new URL(finalDisplayedUrl).pathname,
        performance: score('performance'),
        accessibility: score('accessibility'),
        best_practices: score('best-practices'),
        lcp_ms: Math.round(audits['largest-contentful-paint'].numericValue),
        fcp_ms: Math.round(audits['first-contentful-paint'].numericValue),
        cls: Number(audits['cumulative-layout-shift'].numericValue.toFixed(3)),
        tbt_ms: Math.round(audits['total-blocking-time'].numericValue),
        bytes: audits['total-byte-weight']?.numericValue,
        failed,
    };
}

const portal = process.env.LOKET_URL ? { url: process.env.LOKET_URL, stop: async () => {} } : await start();
const folder = await mkdtemp(join(tmpdir(), 'loket-lighthouse-'));
try {
    const cookie = await signIn(portal.url);
    const lines = [];
    for (const [page, path] of Object.entries(PAGES)) {
        const line = JSON.stringify({ page, ...(await measure(portal.url, path, cookie, folder)) });
        console.log(line);
        lines.push(line);
    }
    await mkdir(join(ROOT, 'target'), { recursive: true });
    await writeFile(join(ROOT, 'target/lighthouse.json'), `${lines.join('\n')}\n`);
} finally {
    await rm(folder, { recursive: true, force: true });
    await portal.stop();
}
