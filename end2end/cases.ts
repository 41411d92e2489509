// Cases without their pages: a complaint about an order, ready to be looked at.

import { randomUUID } from 'node:crypto';

import { post, type Page } from './portal.ts';

/** Whoever is signed in complains; gives the number. */
export async function complain(page: Page, order: string): Promise<string> {
    const form = {
        key: randomUUID(),
        kind: 'complaint',
        subject: 'Cracked ridge tiles',
        text: 'Eleven of forty are cracked along the ridge.\nThe roofers wait.',
        impact: 'standstill',
        needed: 'tomorrow',
        remedy: 'replacement',
        expected: 'New ones by Thursday',
        tags: 'site-gent, ridge',
        order,
    };
    return String(await post(page.request, '/fn/cases/open', form));
}
