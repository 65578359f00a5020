// Steps of a long test: each is a test of its own in the report, and after one that fails the rest is skipped.
import { mkdir, writeFile } from "node:fs/promises";
import { test } from "node:test";
import { join } from "node:path";
import { tmpdir } from "node:os";

const timeout = 60_000; // ms of a step: a browser that hangs shall not hang the tests

// adimlar returns step(name, body). When a step fails, every open window of browser() is kept as picture and HTML in $RUN/e2e-hata.
export function adimlar(browser) {
  let failed;
  return (name, body) => test(name, { timeout }, async (t) => {
    if (failed) return t.skip(`“${failed}” failed`);
    try {
      await body();
    } catch (error) {
      failed = name;
      t.diagnostic(`what the windows showed is in ${await keep(browser())}`);
      throw error;
    }
  });
}

async function keep(browser) {
  const folder = join(process.env.RUN ?? tmpdir(), "e2e-hata");
  await mkdir(folder, { recursive: true });
  const pages = browser.contexts().flatMap((context) => context.pages());
  await Promise.all(pages.map(async (page, i) => {
    await page.screenshot({ path: join(folder, `${i}.png`), fullPage: true });
    await writeFile(join(folder, `${i}.html`), await page.content());
  }));
  return folder;
}
