// What the desk does on its pages beyond one application's own: entering for somebody, searching, choosing several.
import assert from "node:assert/strict";

import { until } from "./bekle.mjs";
import * as vatandas from "./vatandas.mjs";

// adina fills in “Başvuru Yap” of the desk without the T.C. Kimlik No, which each way of saving gives at its own time (AK-01).
export async function adina(page, { cep, konu, adres, hizmet }) {
  await vatandas.adres(page, adres);
  if (cep) await page.getByLabel("Cep Telefonu").fill(cep);
  await vatandas.ekle(page, hizmet);
  await vatandas.konu(page, konu);
}

export const tckn = (page, no) => page.getByLabel("T.C. Kimlik No").fill(no);
export const ara = (page) => page.getByRole("button", { name: "Ara", exact: true }).click();

// sec ticks the applications of a list.
export async function sec(page, ...nos) {
  for (const no of nos) await page.getByLabel(`${no} no' lu başvuruyu seç`).check({ force: true }); // the design system draws the label over the box
}

// ariza switches a fault of a simulated service on; duzelt switches all off.
export const ariza = (world, servis, tur) => ask(world, { method: "POST", body: JSON.stringify({ servis, tur }), headers: { "content-type": "application/json" } });
export const duzelt = (world) => ask(world, { method: "DELETE" });

async function ask(world, request) {
  const response = await fetch(`${world.sim}/ariza`, request);
  assert(response.ok, `the simulator answered ${response.status}: ${await response.text()}`);
}

// indir clicks on something that downloads and returns the file's name and bytes.
export async function indir(page, click) {
  const [download] = await Promise.all([page.waitForEvent("download"), click()]);
  const stream = await download.createReadStream();
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return { ad: download.suggestedFilename(), icerik: Buffer.concat(chunks) };
}

// satirlar are the numbers of the applications that the list shows, in its order.
export async function satirlar(page) {
  const links = await page.getByRole("link", { name: /^Başvuru Detayını Göster/ }).evaluateAll((list) => list.map((a) => a.href.match(/basvuru\/(\d+)/)[1]));
  return links;
}

// bekleSatirlar waits until the list shows just these applications.
export const bekleSatirlar = (page, nos) => until(`the list ${nos}`, async () => String(await satirlar(page)) === String(nos));
