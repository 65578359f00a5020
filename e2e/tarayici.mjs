// The browser, and what every page that it shows must keep to.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

export const masa = { width: 1280, height: 900 };
export const telefon = { width: 360, height: 740 };

const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const whole = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const shell = "/usr/lib/chromium/chromium-headless-shell"; // the same Chromium without what draws its window: a third of the processor's time

// tarayici starts a browser with a profile of its own, which goes with it; tam is a whole one, which can show a PDF too.
export function tarayici({ tam = false } = {}) {
  const programs = [process.env.CHROMIUM, ...(tam ? whole : [shell, ...whole])];
  const executablePath = programs.find((path) => path && existsSync(path));
  assert(executablePath, "no chromium found: apt-get install chromium, or name one in CHROMIUM");
  return chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

// pencere opens a window of somebody's own. Its sorunlar is everything that went wrong on its pages: errors on the console, which
// is also where refusals of the CSP are told, exceptions, and answers that no page should have asked for.
export async function pencere(browser, baseURL, options = {}) {
  const context = await browser.newContext({ baseURL, locale: "tr-TR", timezoneId: "Europe/Istanbul", viewport: masa, ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.sorunlar = [];
  page.on("pageerror", (error) => page.sorunlar.push(`${page.url()}: ${error}`));
  page.on("console", (message) => {
    const said = message.text();
    if (message.type() === "error" && !said.startsWith("Failed to load resource")) page.sorunlar.push(`${page.url()}: ${said}`);
  });
  page.on("response", (response) => {
    const refusedForm = response.request().isNavigationRequest() && [409, 422].includes(response.status());
    if (response.status() >= 400 && !refusedForm) page.sorunlar.push(`${response.request().method()} ${response.url()}: ${response.status()}`);
  });
  return page;
}

// sees waits until the page shows the text.
export const sees = (page, text) => page.getByRole("main").getByText(text).filter({ visible: true }).first().waitFor();

// kontrol holds the page as it stands against UI-01 and UI-02: axe, a title, no scrolling sideways on desk and phone.
export async function kontrol(page, sizes = [telefon, masa]) {
  const where = `${await page.title()} (${new URL(page.url()).pathname})`;
  for (const size of sizes) {
    await page.setViewportSize(size);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(over, 0, `${where} scrolls ${over} px sideways at ${size.width} px`);
  }
  const { violations } = await new AxeBuilder({ page }).withTags(wcag).setLegacyMode(true).analyze();
  const found = violations.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.map((n) => `${n.html} ${n.failureSummary}`).join("\n  ")}`);
  assert.equal(found.length, 0, `axe on ${where}:\n${found.join("\n")}`);
  assert.deepEqual(page.sorunlar, [], `errors on the way to ${where}`);
}

// kontrolJsSiz does the same for a window without JavaScript, where axe cannot run: golge, a window with it, shows what page shows.
export async function kontrolJsSiz(page, golge) {
  const html = (await page.content()).replaceAll(/<\/?noscript>/g, "").replaceAll(/<script.*?<\/script>/gs, "");
  const url = page.url().split("#")[0];
  await golge.route(url, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }), { times: 1 });
  await golge.goto(url);
  await kontrol(golge);
  assert.deepEqual(page.sorunlar, []);
}
