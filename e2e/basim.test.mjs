// KB-03 in a browser, at desktop and phone width: approved cards are taken into a batch, its workbook with photos is downloaded, the cards are
// recorded as printed and sent, the staff member reads so; the day's numbers with their chart lead to the lists.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import * as kart from "./personel-kart.mjs";
import { kontrol, pencere, sees, tarayici, telefon, masa } from "./tarayici.mjs";
import { baslik } from "./vatandas.mjs";

let world, browser, hasan, pinar;
const step = adimlar(() => browser);
const gonderi = "Ankara Valiliği, 22.11.2026 tarihli ve 123 sayılı yazı";

async function onayla(ad) {
  await pinar.goto("/kimlik");
  await kart.satir(pinar, ad).getByRole("link", { name: /İncele/ }).click();
  await pinar.locator("#onayla-ac").click();
  await pinar.locator("#onayla-evet").click();
  await pinar.waitForURL((url) => !url.pathname.endsWith("/onayla"));
  await sees(pinar, "Onayla");
}

before(async () => {
  world = await dunya();
  browser = await tarayici();
  [hasan, pinar] = await Promise.all([1, 2].map(() => pencere(browser, world.url)));
});
after(async () => {
  await browser?.close();
  await world?.end();
});

step("KB-03: two cards are approved and wait for the printer", async () => {
  await kart.gir(hasan);
  await kart.gir(pinar, "kimlik.bir");
  await hasan.goto("/kart");
  await kart.aileGetir(hasan);
  await sees(hasan, "FATMA");
  for (const ad of ["FATMA", "ELİF"]) {
    await hasan.goto("/kart");
    await kart.iste(hasan, ad);
    await pinar.goto("/kimlik");
    await kart.satir(pinar, ad).waitFor();
    await onayla(ad);
  }
  await pinar.getByRole("navigation").getByRole("link", { name: "Kart Basımı" }).click();
  await baslik(pinar, "Kart Basımı");
  await kontrol(pinar);
  await pinar.getByRole("main").getByRole("link", { name: "Basım bekleyen" }).click();
  await baslik(pinar, "Basım Bekleyen Kartlar");
  await sees(pinar, "Toplam 2 kayıttan 1-2 gösteriliyor.");
  await kontrol(pinar);
});

step("KB-03: nothing chosen is told; a batch is made of the oldest", async () => {
  await pinar.getByRole("button", { name: "Seçilenlerden Parti Oluştur" }).click();
  await sees(pinar, "Basılacak kartları seçiniz.");
  await kontrol(pinar);
  await pinar.getByRole("link", { name: "Kart Basımı" }).first().click();
  await pinar.getByLabel("Kart Sayısı").fill("500");
  await pinar.getByRole("button", { name: "Parti Oluştur" }).click();
  await pinar.locator("#adet-error").waitFor();
  await kontrol(pinar);
  await pinar.getByLabel("Kart Sayısı").fill("2");
  await pinar.getByRole("button", { name: "Parti Oluştur" }).click();
  await sees(pinar, "2 kart basım partisine alındı.");
  await sees(pinar, "2 basılacak");
  await kontrol(pinar);
});

step("KB-03: the workbook with the photos is downloaded", async () => {
  const [file] = await Promise.all([pinar.waitForEvent("download"), pinar.getByRole("button", { name: "Excel Dosyası Al" }).click()]);
  assert.match(file.suggestedFilename(), /^kart-basim-partisi-\d+\.xlsx$/);
  const bytes = await readFile(await file.path());
  assert(bytes.includes("xl/media/image2.jpeg"), "there are no two photos in it");
});

step("KB-03: one card is printed, then the one that had failed; both are sent, and the staff member reads how", async () => {
  await pinar.getByLabel(/numaralı kartı seç: ELİF/).uncheck();
  await pinar.getByRole("button", { name: "Basıldı" }).click();
  await sees(pinar, "1 kart “Basıldı” olarak kaydedildi.");
  await kontrol(pinar);
  await pinar.getByRole("button", { name: "Basıldı" }).click(); // the other one is chosen by itself
  await sees(pinar, "2 gönderilecek");
  await pinar.getByRole("button", { name: "Gönderildi" }).click();
  await pinar.locator("#aciklama-error").waitFor();
  await kontrol(pinar);
  await pinar.getByLabel("Gönderi Açıklaması").fill(gonderi);
  await pinar.getByRole("button", { name: "Gönderildi" }).click();
  await sees(pinar, "2 gönderildi");
  await kontrol(pinar);
  const no = await kart.satir(pinar, "FATMA").getByRole("link").first().innerText();
  await hasan.goto(`/kart/${no}`);
  await sees(hasan, "Kart tarafınıza gönderilmiştir.");
  await sees(hasan, gonderi);
  await kontrol(hasan);
});

step("KB-03: what was recorded by mistake is taken back with a reason; a card lost on its way is printed again, and the staff member reads both", async () => {
  const duzelt = (ad) => kart.satir(pinar, ad).getByRole("link", { name: /Düzelt/ }).click();
  const no = Object.fromEntries(await Promise.all(["FATMA", "ELİF"].map(async (ad) => [ad, await kart.satir(pinar, ad).getByRole("link").first().innerText()])));
  await duzelt("FATMA");
  await baslik(pinar, `Kart ${no.FATMA}: Basım Kaydını Düzelt`);
  await kontrol(pinar);
  await pinar.getByRole("button", { name: "Kaydet" }).click();
  await pinar.locator("#neden-error").waitFor();
  await kontrol(pinar);
  await pinar.getByLabel("“Gönderildi” kaydını geri al").check();
  await pinar.getByLabel("Neden", { exact: true }).fill("Kutu henüz kargoya verilmedi.");
  await pinar.getByRole("button", { name: "Kaydet" }).click();
  await sees(pinar, "“Gönderildi” kaydı geri alındı.");
  await sees(pinar, "1 gönderilecek");
  await hasan.goto(`/kart/${no.FATMA}`);
  await sees(hasan, "Kart basılmıştır; tarafınıza gönderilecektir.");
  await sees(hasan, "Kutu henüz kargoya verilmedi.");
  await duzelt("ELİF");
  await pinar.getByLabel("Yeniden bas").check();
  await pinar.getByLabel("Neden", { exact: true }).fill("Kargoda kayboldu.");
  await pinar.getByRole("button", { name: "Kaydet" }).click();
  await sees(pinar, "Yeniden Basıma Alınan Kartlar (1)");
  await kontrol(pinar);
  await hasan.goto(`/kart/${no.ELİF}`);
  await sees(hasan, "Kart yeniden basılacak ve tarafınıza gönderilecektir.");
  await sees(hasan, "Kargoda kayboldu.");
  await kontrol(hasan);
  await pinar.goto("/kimlik/basim/bekleyen");
  await kart.satir(pinar, "ELİF").getByText("Yeniden basım").waitFor();
  await kontrol(pinar);
});

step("UI-05: the day's numbers, and the waiting times as a chart with its table, drawn for either width", async () => {
  await pinar.getByRole("navigation").getByRole("link", { name: "Sayımlar" }).click();
  await baslik(pinar, "Sayımlar");
  await sees(pinar, "Kim Kaç Talep Sonuçlandırdı");
  for (const size of [telefon, masa]) {
    await pinar.setViewportSize(size);
    await pinar.getByRole("img", { name: /bekleme süresi/ }).waitFor(); // strict: the other drawing is hidden from everybody
  }
  await sees(pinar, "Sonuçlanan talep: 2");
  await kontrol(pinar);
  await pinar.getByLabel("Gün", { exact: true }).fill("31.02.2026");
  await pinar.getByRole("button", { name: "Göster" }).click();
  await pinar.locator("#gun-error").waitFor();
  await kontrol(pinar);
});
