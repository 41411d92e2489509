// Browser tests: a real Chromium against the release binary, at phone and desk size.
//
//     npx playwright test -c end2end/playwright.config.ts
//
// LOKET_BINARY is the binary to test, CHROMIUM the browser. A test runs on the phone, unless its title says @desk;
// with @both it runs on either.

import { defineConfig } from '@playwright/test';

import { DESK, PHONE } from './people.ts';

export default defineConfig({
    testDir: '.',
    // Pictures are made when they are asked for.
    testMatch: process.env.LOKET_SCREENS === '1' ? ['screens.ts'] : ['acceptance/*.spec.ts', 'bugs/*.spec.ts'],
    outputDir: '../target/test-logs/browser',
    workers: 2,
    retries: 0,
    forbidOnly: true,
    // A stuck page is noticed by its expectation; this is only for what has none.
    timeout: 180_000,
    expect: { timeout: 15_000 },
    reporter: [['line'], ['json', { outputFile: '../target/test-logs/playwright.json' }]],
    use: {
        actionTimeout: 15_000,
        navigationTimeout: 30_000,
        trace: 'off',
        // Where the demo's vendor is.
        timezoneId: 'Europe/Brussels',
        // Contrast is judged on what stays, not half-way between two colours.
        contextOptions: { reducedMotion: 'reduce' },
        launchOptions: {
            executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
            args: [
                '--no-sandbox',
                '--disable-gpu',
                '--no-first-run',
                '--disable-background-networking',
                '--disable-component-update',
                '--disable-sync',
                '--disable-quic',
            ],
        },
    },
    projects: [
        { name: 'phone', use: { ...PHONE }, grepInvert: /@desk/ },
        { name: 'desk', use: { ...DESK }, grep: /@(desk|both)/ },
    ],
});
