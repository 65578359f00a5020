// OP-07: the Proje Yöneticisi keeps lists, holidays and texts in a browser, at desktop and phone width; a citizen sees what was changed.
import assert from "node:assert/strict";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import { mehmet, parola } from "./kisiler.mjs";
import * as personel from "./personel.mjs";
import { bekle } from "./sms.mjs";
import { kontrol, pencere, sees, tarayici } from "./tarayici.mjs";
import * as vatandas from "./vatandas.mjs";

let world, browser, page, citizen;
const step = adimlar(() => browser);
const button = (name) => page.getByRole("button", { name, exact: true }).click();
const liste = async (name) => { // one entry of the menu leads to all lists
  await page.getByRole("navigation", { name: "Menü" }).getByRole("link", { name: "Referans Veriler" }).click();
  await page.getByRole("main").getByRole("link", { name, exact: true }).click();
};
const field = (name) => page.getByLabel(name, { exact: true });

before(async () => {
  world = await dunya();
  browser = await tarayici();
  [page, citizen] = await Promise.all([1, 2].map(() => pencere(browser, world.url)));
});
after(async () => {
  await browser?.close();
  await world?.end();
});

step("OP-07: the way to the reference data leads over “Modüller”", async () => {
  await page.goto("/e-icisleri/giris");
  await personel.parolaYaz(page, "proje.yoneticisi", parola);
  await page.getByRole("main").getByRole("link", { name: "Kullanıcı ve Tanım İşlemleri" }).click();
  await kontrol(page);
  await page.getByRole("main").getByRole("link", { name: "Referans Veriler" }).click();
  await vatandas.baslik(page, "Referans Veriler");
  await kontrol(page); // ends at the desk's width: there the menu is one line
  const lines = await page.getByRole("navigation", { name: "Menü" }).getByRole("listitem").evaluateAll((list) => new Set(list.map((li) => li.offsetTop)).size);
  assert.equal(lines, 1, `the menu has ${lines} lines`);
});

step("OP-07: a heading with an answering time and a sub-heading; wrong fields are named; the page keeps the history", async () => {
  await page.getByRole("main").getByRole("link", { name: "Hizmet Başlıkları" }).click();
  await kontrol(page);
  await button("Yeni Hizmet Başlığı");
  await button("Kaydet");
  for (const id of ["ad", "sira"]) await page.locator(`#${id}-error`).waitFor();
  await kontrol(page);
  await field("Hizmet Başlığı").fill("Deprem İşleri");
  await field("Sıra").fill("1");
  await field("Cevap Süresi (iş günü)").fill("5");
  await button("Kaydet");
  await sees(page, "en az bir alt başlık ekleyiniz");
  await kontrol(page);
  await button("Yeni Hizmet Alt Başlığı");
  await field("Hizmet Alt Başlığı").fill("Çadır ve konteyner");
  await field("Sıra").fill("1");
  await kontrol(page);
  await button("Kaydet");
  await sees(page, "Çadır ve konteyner");
  await field("Sıra").fill("2");
  await button("Güncelle");
  await sees(page, "Deprem İşleri");
  await page.getByRole("row", { name: /Deprem/ }).first().getByRole("link", { name: "Güncelle" }).click();
  await sees(page, "Ad: Deprem İşleri; Sıra: 2");
  await kontrol(page);
});

step("OP-07: a holiday is added, and taken back after a question", async () => {
  await liste("Resmî Tatiller");
  await kontrol(page);
  await button("Yeni Tatil Günü");
  await kontrol(page);
  await field("Tatil Günü").fill("31.12.2030");
  await field("Tatilin Adı").fill("İdari izin");
  await page.getByLabel(/Yarım gün/).check();
  await button("Kaydet");
  await sees(page, "2030 yılının tatil günleri");
  await page.getByRole("link", { name: "Sil", exact: true }).last().click();
  await sees(page, "Bu gün iş günü sayılacaktır");
  await kontrol(page);
  await button("Sil");
  await sees(page, "31.12.2030 tatil günü silindi");
  await kontrol(page);
});

step("OP-07: a text is refused, looked at, saved; what costs more is told", async () => {
  await liste("Metinler");
  await kontrol(page);
  await page.getByRole("row", { name: /Onay kodu/ }).getByRole("link", { name: "Güncelle" }).click();
  await field("Metin").fill("Kodunuz {kodu}");
  await button("Kaydet");
  await sees(page, "{kodu} bu metinde kullanılamaz.");
  await kontrol(page);
  await field("Metin").fill("“{kod}” Açık Kapı");
  await button("Önizle");
  await sees(page, "mesaj UCS-2 ile gönderilir");
  await kontrol(page);
  await field("Metin").fill("Açık Kapı giriş şifreniz {kod}");
  await button("Kaydet");
  await sees(page, "Metin kaydedildi.");
  await kontrol(page);
});

step("OP-07, VB-08: the citizen's SMS and form are as the pages say", async () => {
  await citizen.goto("/");
  await citizen.getByRole("link", { name: "Başvuru Yap" }).click();
  await vatandas.kimlik(citizen, mehmet);
  const text = await bekle(world, mehmet.cep, /^Açık Kapı giriş şifreniz \d{6}$/);
  await vatandas.kod(citizen, text.slice(-6));
  await vatandas.baslik(citizen, "Başvuru Kayıt");
  await vatandas.ekle(citizen, ["Deprem İşleri", "Çadır ve konteyner"]);
});
