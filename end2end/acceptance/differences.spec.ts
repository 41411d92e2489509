// What changed between the review and the button is said, and asked once more.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { like, NIAMH, texts, WIM } from '../people.ts';
import { confirmed, fillCart, order, orderNumbers, submitButton } from '../orders.ts';
import { expect, go, test, type Portal } from '../portal.ts';

const en = texts('en');
const CATALOGUE = fileURLToPath(new URL('../../demo/catalogue.csv', import.meta.url));

/** The vendor takes in one line of its catalogue with other prices, while the portal serves. */
async function reprice(portal: Portal, number: string, change: [from: string, to: string]): Promise<void> {
    const [head = '', ...lines] = (await readFile(CATALOGUE, 'utf8')).split('\n');
    const line = lines.find((line) => line.startsWith(`${number},`)) ?? '';
    expect(line).toContain(change[0]);
    const file = join(portal.data, 'prices.csv');
    await writeFile(file, `${head}\n${line.replace(change[0], change[1])}\n`);
    expect(await portal.command('import', 'catalogue', file)).toContain('1 changed');
}

test('somebody else takes the last piece: the later day is shown and asked about once', async ({ open }) => {
    const niamh = await open({ as: NIAMH });
    const before = await orderNumbers(niamh);
    await fillCart(niamh, [['TB-3071', 1]]);
    await go(niamh, '/review');
    await expect(niamh.getByText(like(en('availability_stock')))).toBeVisible();

    const wim = await open({ as: WIM });
    await order(wim, WIM, [['TB-3071', 1]]);

    await submitButton(niamh, 'en').click();
    await expect(niamh.getByText(en('refusal_review_changed'))).toBeVisible();
    await expect(niamh.getByText(en('review_changed'), { exact: true })).toBeVisible();
    await expect(niamh.getByText(like(en('review_diff_date', { name: 'Fibre cement board 120 × 250 cm, 8 mm' })))).toBeVisible();
    expect(await orderNumbers(niamh), 'nothing is ordered before it is accepted').toEqual(before);

    await submitButton(niamh, 'en').click();
    const number = await confirmed(niamh);
    expect(await orderNumbers(niamh)).toEqual([number, ...before]);
});

test('a price that has gone up is shown as a difference, and accepted by submitting again', async ({ open, portal }) => {
    const niamh = await open({ as: NIAMH });
    await fillCart(niamh, [['TL-7010', 2]]);
    await go(niamh, '/review');
    await reprice(portal, 'TL-7010', ['29.50; 5=27.50', '31.00; 5=29.00']);

    await submitButton(niamh, 'en').click();
    const name = 'Spirit level 120 cm';
    await expect(niamh.getByText(en('review_diff_price', { name, before: '€29.50', after: '€31.00' }))).toBeVisible();
    await submitButton(niamh, 'en').click();
    const number = await confirmed(niamh);
    await go(niamh, `/orders/${number}`);
    await expect(niamh.getByRole('main')).toContainText('€62.00');
});

test('a price that has gone down passes without a question', async ({ open, portal }) => {
    const niamh = await open({ as: NIAMH });
    await fillCart(niamh, [['TL-7012', 2]]);
    await go(niamh, '/review');
    await reprice(portal, 'TL-7012', ['8.90; 10=8.20', '7.90; 10=7.20']);

    await submitButton(niamh, 'en').click();
    const number = await confirmed(niamh);
    await go(niamh, `/orders/${number}`);
    await expect(niamh.getByRole('main')).toContainText('€15.80');
});
