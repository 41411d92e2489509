// A month of the demo vendor, as its README tells an accountant to do it: the bank's files are loaded, what is proposed is
// answered, what nobody knows is said, until the board asks for nothing and the portal's own proof finds nothing.

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { EVA, texts } from '../people.ts';
import { axe, expect, fits, go, hydrated, Portal, test as base } from '../portal.ts';

const nl = texts('nl');

/** Who pays for which customer, as demo/README.md says. */
const PAY_FOR_OTHERS: [RegExp, string][] = [
    [/P\. Novak/, 'K-10094'],
    [/Fam\. Peeters/, 'K-10044'],
];
/** So often somebody is asked at the most. */
const ASKED = 120;

/** A portal of its own: the month can be done once. */
const test = base.extend({
    portal: [
        async ({}, use, info) => {
            const portal = await Portal.start(`${info.project.name}-${info.workerIndex}-month`);
            await use(portal);
            await portal.stop();
        },
        { scope: 'worker', timeout: 120_000 },
    ],
});

test('Eva does the month of the demo vendor with the files of its bank @desk', async ({ open, portal }) => {
    test.setTimeout(300_000);
    const eva = await open({ as: EVA });
    const folder = join(portal.data, 'demo-bank');
    const files = (await readdir(folder)).map((name) => join(folder, name));
    expect(files, 'a file for each currency').toHaveLength(3);
    await go(eva, '/desk/bank');
    for (const file of files) {
        await eva.getByLabel(nl('bank_file'), { exact: true }).setInputFiles(file);
        await eva.getByRole('button', { name: nl('bank_load_do') }).click();
        await expect(eva).toHaveURL(/\/desk\/bank\?loaded=\d/);
        await hydrated(eva);
    }
    await axe(eva);
    await fits(eva);

    await test.step('a file a second time is refused, and posts nothing', async () => {
        const [first] = files;
        await eva.getByLabel(nl('bank_file'), { exact: true }).setInputFiles(first as string);
        await eva.getByRole('button', { name: nl('bank_load_do') }).click();
        await expect(eva.getByRole('alert').first()).toBeVisible();
    });

    const cards = eva.locator('li.sheet[id^="movement-"]');
    await test.step('what is proposed is posted, and what nobody knows is said', async () => {
        for (let asked = 0; ; asked += 1) {
            expect(asked, 'it ends').toBeLessThan(ASKED);
            await go(eva, '/desk/bank?state=proposed');
            const accept = cards.getByRole('button', { name: nl('bank_accept') }).first();
            if (await accept.isVisible()) {
                await answered(eva.waitForResponse(/\/fn\/desk\/money-accept/), accept.click());
                continue;
            }
            await go(eva, '/desk/bank?state=unknown');
            const card = cards.first();
            if (!(await card.isVisible())) break;
            const words = (await card.textContent()) ?? '';
            const whose = PAY_FOR_OTHERS.find(([payer]) => payer.test(words))?.[1];
            expect(whose, `the README says whose this is: ${words}`).toBeDefined();
            await card.getByText(nl('bank_whose')).click();
            await card.getByLabel(nl('desk_account_number')).fill(whose as string);
            await answered(eva.waitForResponse(/\/fn\/desk\/money-assign/), card.getByRole('button', { name: nl('bank_assign') }).click());
        }
    });

    await test.step('nothing is asked any more, and the books hold', async () => {
        await go(eva, '/desk/bank');
        await expect(eva.getByText(nl('bank_none_proposed'))).toBeVisible();
        await eva.getByRole('link', { name: nl('bank_state_aside') }).click();
        await expect(cards.filter({ hasText: /1\.840,00/ })).toHaveCount(1);
        // It ends badly where an invariant does not hold.
        expect(await portal.command('check')).toMatch(/^ok /m);
    });
});

/** Waits for the answer to what is pressed. */
async function answered(answer: Promise<unknown>, press: Promise<void>): Promise<void> {
    await Promise.all([answer, press]);
}
