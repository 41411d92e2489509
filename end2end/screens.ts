// Pictures of the screens, to be looked at: `LOKET_SCREENS=1` writes them to end2end/screens/, at two phones and a desk,
// light and dark, in English, Hungarian and German; and the four of the README to docs/screens/.

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import { ANNA, EVA, MIRA, type Language } from './people.ts';
import { complain } from './cases.ts';
import { fillCart, order } from './orders.ts';
import { go, test, type Page } from './portal.ts';

const FOLDER = fileURLToPath(new URL('screens/', import.meta.url));
const README = fileURLToPath(new URL('../docs/screens/', import.meta.url));
const SIZES = { small: { width: 360, height: 740 }, phone: { width: 390, height: 844 }, desk: { width: 1280, height: 800 } };
const LANGUAGES: Language[] = ['en', 'hu', 'de'];
const CART: [string, number][] = [['RT-1042', 40], ['RT-1050', 2], ['WD-6511', 1], ['SV-9003', 1]];

test.describe.configure({ mode: 'default', timeout: 900_000 });

/** The newest order in a state, from the list of orders as a file. */
async function inState(page: Page, state: string): Promise<string | undefined> {
    const csv = await (await page.request.get(`/orders.csv?state=${state}`)).text();
    return csv.trim().split('\r\n')[1]?.split(/[;,]/)[0];
}

async function picture(page: Page, name: string, language: Language, path: string): Promise<void> {
    await go(page, path);
    for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            const folder = `${FOLDER}${language}/${size}-${colorScheme}`;
            await mkdir(folder, { recursive: true });
            await page.screenshot({ path: `${folder}/${name}.png` });
        }
    }
}

for (const language of LANGUAGES) {
    test(`the screens in ${language}`, async ({ open }) => {
        const page = await open({ as: ANNA, language });
        const number = await order(page, { ...ANNA, language }, CART);
        await fillCart(page, CART);
        const shipped = await inState(page, 'shipped');
        const waiting = await inState(page, 'awaiting_approval');
        const complaint = await complain(page, number);
        const customer: Record<string, string> = {
            'home': '/', 'shop': '/shop', 'shop-found': '/shop?q=dakpan', 'shop-nothing': '/shop?q=qqqqqqq&stock=1', 'article': '/shop/RT-1042',
            'service': '/shop/SV-9003', 'cart': '/cart', 'quick': '/quick', 'lists': '/lists', 'review': '/review', 'thanks': `/orders/${number}/thanks`,
            'orders': '/orders', 'order': `/orders/${shipped}`, 'order-new': `/orders/${number}`, 'order-waiting': `/orders/${waiting}`,
            'again': `/orders/${shipped}/again`, 'approvals': '/approvals', 'account': '/account', 'addresses': '/account/addresses', 'address': '/account/addresses?edit=new', 'account-details': '/account/details', 'notices': '/account/notices', 'access': '/account/access', 'spending': '/orders/spending', 'data': '/account/data', 'money': '/money', 'open': '/money/open',  'statement': '/money/statement', 'pay': '/money/pay', 'messages': '/messages', 'case': `/messages/${complaint}`, 'case-new': '/messages/new?kind=complaint', 'cases': '/messages/all', 'missing': '/orders/99999999',
        };
        for (const [name, path] of Object.entries(customer)) await picture(page, name, language, path);
        const door = await open({ locale: { en: 'en-GB', hu: 'hu-HU', de: 'de-DE' }[language as 'en' | 'hu' | 'de'] });
        for (const [name, path] of Object.entries({ 'sign-in': '/signin', 'code': '/signin/code', 'ui': '/demo/ui' })) await picture(door, name, language, path);
        const eva = await open({ as: EVA, language });
        const desk = { 'board': '/desk/orders', 'desk-list': '/desk/orders/all', 'desk-order': `/desk/orders/${number}`, 'desk-mail': '/desk/mail', 'desk-cases': '/desk/cases', 'desk-case': `/desk/cases/${complaint}`, 'desk-promises': '/desk/promises?period=year', 'desk-bank': '/desk/bank', 'desk-post': '/desk/post', 'desk-accounts': '/desk/accounts', 'desk-account': '/desk/accounts/K-10017', 'desk-statement': '/desk/accounts/K-10017/statement' };
        for (const [name, path] of Object.entries(desk)) await picture(eva, name, language, path);
        const mira = await open({ as: MIRA, language });
        const settings = { 'settings-cases': '/desk/settings/cases', 'settings-billing': '/desk/settings/billing', 'erasures': '/desk/erasures' };
        for (const [name, path] of Object.entries(settings)) await picture(mira, name, language, path);
    });
}

test('the pictures of the README', async ({ open }) => {
    await mkdir(README, { recursive: true });
    const page = await open({ as: ANNA, viewport: SIZES.phone, colorScheme: 'light' });
    await fillCart(page, CART);
    const shipped = await inState(page, 'shipped');
    for (const [name, path] of [['home', '/'], ['review', '/review'], ['order', `/orders/${shipped}`]] as const) {
        await go(page, path);
        await page.screenshot({ path: `${README}${name}.png` });
    }
    const eva = await open({ as: EVA, language: 'en', viewport: SIZES.desk, colorScheme: 'light', deviceScaleFactor: 1 });
    await go(eva, '/desk/orders');
    await eva.screenshot({ path: `${README}desk.png` });
});
