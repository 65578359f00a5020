// SC-06: a Proje Yöneticisi's pages of retention and disposal in a browser, at desktop and phone width.
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import { parola } from "./kisiler.mjs";
import * as personel from "./personel.mjs";
import { kontrol, pencere, sees, tarayici } from "./tarayici.mjs";

let world, browser, page;
const step = adimlar(() => browser);
const button = (name) => page.getByRole("button", { name, exact: true }).click();
const field = (name) => page.getByLabel(name, { exact: true });

before(async () => {
  world = await dunya();
  browser = await tarayici();
  page = await pencere(browser, world.url);
});
after(async () => {
  await browser?.close();
  await world?.end();
});

step("SC-06: lists, legal holds and times are one click away; what is wrong is named", async () => {
  await page.goto("/e-icisleri/giris");
  await personel.parolaYaz(page, "proje.yoneticisi", parola);
  await page.getByRole("main").getByRole("link", { name: "Kullanıcı ve Tanım İşlemleri" }).click();
  await page.getByRole("main").getByRole("link", { name: "Saklama ve İmha" }).click();
  await sees(page, "Henüz imha listesi hazırlanmadı");
  await kontrol(page);
  await page.getByRole("main").getByRole("link", { name: "Yasal Saklama" }).click();
  await field("Başvuru No").fill("999999");
  await field("Gerekçe").fill("2026/12 esas");
  await button("Yasal Saklamaya Al");
  await sees(page, "Bu numarada bir kayıt bulunamadı.");
  await kontrol(page);
  await page.goto("/yetki/imha/sure");
  await kontrol(page);
  await page.getByRole("row", { name: /Kapatılan başvurular/ }).getByRole("link", { name: "Güncelle" }).click();
  await field("Süre (yıl)").fill("7");
  await button("Güncelle");
  await sees(page, "Süre kaydedildi");
  await page.getByRole("row", { name: /Kapatılan başvurular 7 yıl/ }).waitFor();
});
