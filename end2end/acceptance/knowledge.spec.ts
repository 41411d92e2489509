// Answers for everybody: written by Eva, found by a stranger, offered to Anna while she writes.

import { ANNA, DESK, EVA, texts } from '../people.ts';
import { axe, expect, fits, go, hydrated, test } from '../portal.ts';

const en = texts('en');
const nl = texts('nl');
const hu = texts('hu');

test('Eva writes an answer, looks at it, publishes it, and a stranger finds it @both', async ({ open }) => {
    const eva = await open({ as: EVA, ...DESK, locale: 'nl-BE' });
    const title = `Regen op de werf ${Date.now()}`;
    await test.step('she writes it and looks at it', async () => {
        await go(eva, '/desk/knowledge');
        await axe(eva);
        await eva.getByRole('link', { name: nl('desk_knowledge_new') }).first().click();
        await eva.getByLabel(nl('desk_knowledge_topic')).selectOption('goods');
        await eva.getByLabel(nl('desk_knowledge_name'), { exact: true }).fill(title);
        await eva.getByLabel(nl('desk_knowledge_body'), { exact: true }).fill('Dek elke pallet **bovenaan** af.\n\n<script>alert(1)</script>');
        await eva.getByRole('button', { name: nl('desk_knowledge_preview') }).click();
        const preview = eva.getByRole('region', { name: nl('desk_knowledge_preview') });
        await expect(preview.locator('strong')).toHaveText('bovenaan');
        await expect(preview).toContainText('<script>');
        await expect(eva.getByLabel(nl('desk_knowledge_name'), { exact: true })).toHaveValue(title);
        await axe(eva);
    });

    await test.step('she publishes it', async () => {
        await eva.getByRole('button', { name: nl('desk_knowledge_publish') }).click();
        await expect(eva).toHaveURL(/\/desk\/knowledge\/regen-op-de-werf[^?]*\?language=nl$/);
        await expect(eva.getByRole('button', { name: nl('desk_knowledge_withdraw') })).toBeVisible();
        await expect(eva.getByRole('link', { name: nl('desk_knowledge_read') })).toBeVisible();
    });

    const stranger = await open({ locale: 'hu-HU' });
    await test.step('a stranger finds it, in the language that it has, and votes once', async () => {
        await go(stranger, '/help');
        await axe(stranger);
        await fits(stranger);
        await stranger.getByRole('searchbox', { name: hu('help_search') }).fill(title);
        await stranger.getByRole('button', { name: hu('orders_search_do') }).click();
        await stranger.getByRole('link', { name: title }).click();
        await expect(stranger.getByRole('heading', { level: 1, name: title })).toBeVisible();
        await expect(stranger.getByText(hu('help_other_language', { language: 'Nederlands' }))).toBeVisible();
        await hydrated(stranger);
        await stranger.getByRole('button', { name: hu('help_no'), exact: true }).click();
        await expect(stranger.getByRole('button', { name: hu('help_no'), exact: true })).toHaveAttribute('aria-pressed', 'true');
        await stranger.getByLabel(hu('help_words')).fill('És télen?');
        await stranger.getByRole('button', { name: hu('help_words_send') }).click();
        await expect(stranger.getByText(hu('help_words_said', { words: 'És télen?' }))).toBeVisible();
        await axe(stranger);
        await fits(stranger);
    });

    await test.step('Eva sees the vote and the words', async () => {
        await eva.reload();
        await hydrated(eva);
        await expect(eva.getByText(nl('desk_knowledge_helped', { yes: 0, no: 1 }))).toBeVisible();
        await expect(eva.getByText('És télen?')).toBeVisible();
    });
});

test('Anna is offered answers while she writes, and is not kept by them', async ({ page, portal, context }) => {
    await portal.enter(context, ANNA);
    await go(page, '/messages');
    await page.getByRole('link', { name: en('help_link') }).click();
    await expect(page).toHaveURL(/\/help$/);
    await go(page, '/messages/new');
    await expect(page.getByText(en('help_offers'))).toHaveCount(0);
    await page.getByLabel(en('case_subject')).fill('Cutting to size');
    await page.getByRole('textbox', { name: en('case_text'), exact: true }).fill('Can you saw these beams to size?');
    await expect(page.getByText(en('help_offers'))).toBeVisible();
    const offer = page.getByRole('link', { name: /cut to size/ });
    await expect(offer).toHaveAttribute('target', '_blank');
    await axe(page);
    await fits(page);
    // What she typed stays, and goes.
    await expect(page.getByRole('textbox', { name: en('case_text'), exact: true })).toHaveValue('Can you saw these beams to size?');
    await page.getByRole('button', { name: en('case_send') }).click();
    await expect(page).toHaveURL(/\/messages\/\d+$/);
});

test('an answer is read and voted on without scripts', async ({ open }) => {
    const page = await open({ javaScriptEnabled: false, locale: 'nl-BE' });
    await page.goto('/help?q=statiegeld');
    await page.getByRole('link', { name: 'Statiegeld op pallets' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Statiegeld op pallets' })).toBeVisible();
    await page.getByRole('button', { name: nl('help_yes'), exact: true }).click();
    await expect(page.getByText(nl('help_thanks')).first()).toBeVisible();
    await expect(page.getByRole('button', { name: nl('help_yes'), exact: true })).toHaveAttribute('aria-pressed', 'true');
});
