// Takes the pictures of make screenshots.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { masa as genis, telefon } from "./tarayici.mjs";

export const folder = process.env.EKRAN ?? fileURLToPath(new URL("../docs/ekran/", import.meta.url));
export const run = promisify(execFile);
export const ekranlar = []; // of all pictures: file name, heading of the page, figures of the seed guide

// cek photographs the whole page as it stands, in 16 colours: the pages have no more, and the pictures stay small. resim names the
// figures of the seed guide that the page answers to, "" for none.
export async function cek(page, name, resim) {
  const file = `${String(ekranlar.length + 1).padStart(2, "0")}-${name}`;
  const stem = `${folder}${file}`;
  ekranlar.push({ file, resim, baslik: (await page.getByRole("heading", { level: 1 }).first().innerText()).replaceAll(/\s+/g, " ").trim() });
  const files = [];
  for (const size of [genis, telefon]) {
    await page.setViewportSize(size);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))); // else what was swapped in may not be painted yet
    const path = `${stem}${size === telefon ? "-360" : ""}.png`;
    await page.screenshot({ path, fullPage: true, animations: "disabled", caret: "hide" });
    files.push(path);
  }
  await page.setViewportSize(genis);
  await run("pngquant", ["--force", "--ext", ".png", "--strip", "--speed", "1", "16", ...files]);
}
