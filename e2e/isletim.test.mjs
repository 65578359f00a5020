// OP-04, PL-05 in a browser, at desktop and phone width: the operator's home says that all is well, then what is wrong and what to do; parked
// messages appear without reload, are read without anything personal, sent again, and discarded with a reason.
import assert from "node:assert/strict";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import { yayinla } from "./ekran-isletim.mjs";
import { parola } from "./kisiler.mjs";
import * as personel from "./personel.mjs";
import { kontrol, pencere, sees, tarayici } from "./tarayici.mjs";
import { baslik } from "./vatandas.mjs";

let world, browser, page;
const step = adimlar(() => browser);
const button = (name) => page.getByRole("button", { name, exact: true });
const satirlar = () => page.locator("#liste tbody tr");

before(async () => {
  world = await dunya();
  browser = await tarayici();
  page = await pencere(browser, world.url);
});
after(async () => {
  await browser?.close();
  await world?.end();
});

step("OP-04: the operator's home says that all is well, with queues, jobs, servers and processes", async () => {
  await page.goto("/e-icisleri/giris");
  await personel.parolaYaz(page, "isletmen", parola);
  await page.getByRole("main").getByRole("link", { name: "İşletim" }).click();
  await baslik(page, "İşletim");
  await page.getByText("Sistem olağan çalışıyor; yapılacak bir şey yok.").waitFor({ timeout: 45_000 }); // RabbitMQ tells of consumers some seconds late
  await page.locator("#bos-kuyruklar-ac").click();
  for (const name of ["Boş ve sorunsuz kuyruklar", "İşler", "Sunucular ve Parçalar", "Çalışan Süreçler"]) await page.getByRole("region", { name }).waitFor();
  await page.getByRole("row", { name: /^havuz İyi/ }).waitFor();
  await page.getByRole("row", { name: /RabbitMQ \(mesaj kuyrukları\) İyi 1 süreç ulaşıyor/ }).waitFor();
  await kontrol(page);
});

step("PL-05: a message that cannot be worked on appears on home and list without reload, and the home says what to do", async () => {
  const liste = await page.context().newPage();
  await liste.goto("/isletim/park");
  await sees(liste, "Karar bekleyen mesaj yok. Yapılacak bir şey yok.");
  await yayinla(world, "sms", "sms.gonder", '{"ad":"AYŞE DEMİR","tckn":"10000000146","basvuru_no":1001');
  await liste.locator("#liste tbody tr").first().waitFor();
  await liste.close();
  await sees(page, "1 mesaj işlenemedi ve karar bekliyor");
  await kontrol(page);
  await page.getByRole("link", { name: "İşlenemeyen mesajları aç" }).click();
  await baslik(page, "İşlenemeyen Mesajlar");
  await kontrol(page);
});

step("PL-05, SC-05: its page tells why and what to do, and nothing of a person", async () => {
  await satirlar().first().getByRole("link", { name: /^Aç/ }).click();
  await baslik(page, "İşlenemeyen Mesaj");
  for (const text of ["İleti okunamadı", "SMS gitmemiştir", "okunabilir bir JSON değil"]) await sees(page, text);
  const seen = await page.content();
  for (const secret of ["AYŞE", "10000000146"]) assert(!seen.includes(secret), `the page shows ${secret}`);
  await kontrol(page);
});

step("PL-05: sent again with the fault still in it, it comes back and shows its history; the pages are told live", async () => {
  await button("Yeniden İşle").click();
  await sees(page, "1 mesaj kuyruğuna geri gönderilecek.");
  await kontrol(page);
  await page.getByLabel("Açıklama").fill("Denendi");
  await button("Yeniden İşle").click();
  await sees(page, "1 mesajın 1 tanesi kuyruğuna gönderildi.");
  await kontrol(page);
  await page.getByRole("link", { name: "İşlenemeyen Mesajlara Dön" }).or(page.getByRole("button", { name: "İşlenemeyen Mesajlara Dön" })).click();
  await satirlar().first().waitFor();
  await satirlar().first().getByRole("link", { name: /^Aç/ }).click();
  await sees(page, "Denendi");
  await kontrol(page);
});

step("PL-05: to discard it a reason is needed", async () => {
  await button("At").click();
  await button("At").click();
  await page.locator("#aciklama-error").waitFor();
  await kontrol(page);
  await page.getByLabel("Gerekçe").fill("Birim sistemi bozuk ileti göndermiş");
  await button("At").click();
  await sees(page, "1 mesajın 1 tanesi atıldı.");
  await kontrol(page);
});

step("PL-05: many at once: nothing chosen is told; all of the page are sent again, with a result each", async () => {
  for (const n of [1, 2, 3]) await yayinla(world, "toplama", "birim.cevapladi", JSON.stringify({ basvuru_no: 999990 + n, tip: "birim.cevapladi" }));
  await page.goto("/isletim/park");
  await page.locator("#liste tbody tr").nth(2).waitFor();
  await button("Seçilenleri Yeniden İşle").click();
  await sees(page, "Önce listeden en az bir mesaj seçiniz.");
  await kontrol(page);
  await button("Sayfadakilerin Tümünü Seç").click();
  await button("Seçilenleri Yeniden İşle").click();
  await sees(page, "3 mesaj kuyruğuna geri gönderilecek.");
  await button("Yeniden İşle").click();
  await sees(page, "3 mesajın 3 tanesi kuyruğuna gönderildi.");
  await page.goto("/isletim/park?durum=hepsi");
  await sees(page, "Birim sistemi bozuk ileti göndermiş");
  await kontrol(page);
  await page.goto("/isletim/park?ilk=31.02.2026");
  await page.locator("#ilk-error").waitFor();
  await kontrol(page);
});

step("PL-05: all that fit the filter: their number first, a reason to discard them, and what became of them", async () => {
  for (const n of [1, 2, 3]) await yayinla(world, "toplama", "birim.cevapladi", JSON.stringify({ basvuru_no: 999980 + n, tip: "birim.cevapladi" }));
  await page.goto("/isletim/park?tuketici=sms");
  await button("Süzgece Uyanların Tümünü Yeniden İşle").click();
  await page.locator("#sec-error").or(page.getByText("Süzgece uyan, karar bekleyen mesaj yok.")).first().waitFor();
  await kontrol(page);
  await page.goto("/isletim/park?tuketici=toplama");
  await satirlar().nth(2).waitFor();
  await button("Süzgece Uyanların Tümünü At").focus();
  await page.keyboard.press("Enter");
  await baslik(page, "Tümünü At");
  await sees(page, "mesaj işlenmeden kapatılacak.");
  await kontrol(page);
  await button("Tümünü At").click();
  await page.locator("#aciklama-error").waitFor();
  await kontrol(page);
  await page.getByLabel("Gerekçe").fill("Birim sistemi sınama yapmış");
  await button("Tümünü At").click();
  await sees(page, /mesajın [0-9]+ tanesi atıldı\./);
  await kontrol(page);
});
