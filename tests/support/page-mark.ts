import type { Page } from 'playwright/test';

/** Sets a mark in the page that is lost when the browser loads another page, or reloads this one. */
export const leaveMark = (page: Page) => page.evaluate('window.markOfTheTest = true');
export const hasMark = (page: Page) => page.evaluate('window.markOfTheTest === true');
