// The reports on numbers in a browser, at desktop and phone width: what has happened is counted while one looks elsewhere, each figure
// leads to what is behind it, and everybody sees their own part of the country.
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { until } from "./bekle.mjs";
import { dunya } from "./dunya.mjs";
import { aks, mia } from "./kisiler.mjs";
import * as masa from "./masa.mjs";
import { basvur } from "./ornekler.mjs";
import * as personel from "./personel.mjs";
import { kontrol, pencere, sees, tarayici } from "./tarayici.mjs";
import * as vatandas from "./vatandas.mjs";

let world, browser, desk, governor, vali, yonetici;
const step = adimlar(() => browser);
const bolum = (page, name) => page.getByRole("main").getByRole("region", { name, exact: true }).first();
const satir = (page, name, row) => bolum(page, name).getByRole("row").filter({ has: page.getByRole("cell", { name: row, exact: true }) }).first();

async function gir(page, hesap) {
  await page.goto("/e-icisleri/giris");
  await personel.parolaYaz(page, hesap);
  await vatandas.baslik(page, "e-İçişleri Standart Ana Sayfa");
}

before(async () => {
  world = await dunya();
  browser = await tarayici();
  [desk, governor, vali, yonetici] = await Promise.all([1, 2, 3, 4].map(() => pencere(browser, world.url, { acceptDownloads: true })));
});
after(async () => {
  await browser?.close();
  await world?.end();
});

step("PL-09: without anything to count the page says so; then what comes in is counted by itself", async () => {
  await personel.girisYap(desk, world, aks, "AKS Anasayfa");
  await desk.getByRole("link", { name: "İstatistikler" }).first().click();
  await vatandas.baslik(desk, "İstatistikler");
  await sees(desk, "başvuru, kapatma ya da birim cevabı bulunmamaktadır");
  await kontrol(desk);
  await basvur(world);
  await until("all are counted", async () => {
    await desk.reload();
    return (await desk.getByText("Toplam", { exact: true }).count()) > 0 && /Toplam\s*8\s*%100/.test((await satir(desk, "Başvuruların Şu Anki Durumu", "Toplam").innerText()).replaceAll(/\s+/g, " "));
  });
  await kontrol(desk);
});

step("UI-05: one click leads from a figure to the list behind it, which has as many", async () => {
  await satir(desk, "Başvuruların Şu Anki Durumu", "Toplam").getByRole("link").click();
  await vatandas.baslik(desk, "Başvuru Arama");
  assert.equal((await masa.satirlar(desk)).length, 8);
  await desk.goBack();
  await bolum(desk, "Hizmet Başlıklarına Göre").getByRole("link", { name: "SAĞLIK" }).click();
  await sees(desk, "Hizmet Alt Başlıklarına Göre");
  assert.match((await satir(desk, "Başvuruların Şu Anki Durumu", "Toplam").innerText()).replaceAll(/\s+/g, " "), /Toplam 2 %100/);
  await kontrol(desk);
});

step("G-06: a wrong day is told at its field; a heading brings its sub-headings", async () => {
  await desk.getByLabel("İlk gün").fill("31.02.2026");
  await desk.getByRole("button", { name: "Göster" }).click();
  await desk.locator("#ilk-error").waitFor();
  await kontrol(desk);
  await desk.getByRole("link", { name: "Son 30 gün" }).click();
  await desk.getByLabel("Hizmet Başlığı", { exact: true }).selectOption({ label: "EĞİTİM" });
  await desk.getByLabel("Hizmet Alt Başlığı").getByRole("option", { name: /Burs, pansiyon/ }).waitFor({ state: "attached" });
  await desk.getByLabel("Hizmet Alt Başlığı").selectOption({ label: "Burs, pansiyon ve yurt talepleri" });
  await desk.getByRole("button", { name: "Göster" }).click();
  await sees(desk, "Gelen ve Kapatılan Başvurular");
  assert.match((await satir(desk, "Başvuruların Şu Anki Durumu", "Toplam").innerText()).replaceAll(/\s+/g, " "), /Toplam 1 %100/);
});

step("PL-09: the workbook has the page's tables", async () => {
  await desk.goto("/istatistik");
  const [download] = await Promise.all([desk.waitForEvent("download"), desk.getByRole("button", { name: "Excel Raporu Al" }).click()]);
  assert.match(download.suggestedFilename(), /^istatistik-.*\.xlsx$/);
  assert((await stat(await download.path())).size > 5000);
});

step("SC-01: MİA and Vali see their il, the Proje Yöneticisi the country and each il", async () => {
  await gir(governor, mia.hesap);
  await governor.goto("/istatistik");
  await sees(governor, "ANKARA, ");
  await bolum(governor, "İlçelere Göre").getByRole("link").first().click();
  await sees(governor, "ANKARA / ");
  await kontrol(governor);
  await gir(vali, "vali.ankara");
  await vali.goto("/istatistik");
  await sees(vali, "ANKARA, ");
  assert.equal(await bolum(vali, "Başvuruların Şu Anki Durumu").getByRole("link").count(), 0); // a Vali has no list of applications
  await kontrol(vali);
  await gir(yonetici, "proje.yoneticisi");
  await yonetici.getByRole("link", { name: "İstatistikler" }).first().click();
  await sees(yonetici, "Türkiye geneli, ");
  await kontrol(yonetici);
  await bolum(yonetici, "İllere Göre").getByRole("link", { name: "ANKARA" }).click();
  await sees(yonetici, "İlçelere Göre");
  await yonetici.getByLabel("İl", { exact: true }).selectOption({ label: "İSTANBUL" });
  await yonetici.getByRole("button", { name: "Göster" }).click();
  await sees(yonetici, "bulunmamaktadır");
});
