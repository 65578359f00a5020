// SC-06: a Proje Yöneticisi's pages of retention and disposal in a browser, at desktop and phone width.
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import { ikinciYonetici, kapat, yillarSonra } from "./ekran-imha.mjs";
import { aks, parola } from "./kisiler.mjs";
import { basvur } from "./ornekler.mjs";
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

step("SC-06: a list is reviewed, a record held back, handed in; what it will do is asked once more of another person, by keyboard alone", async () => {
  await basvur(world);
  const desk = await pencere(browser, world.url);
  await personel.girisYap(desk, world, aks, "AKS Anasayfa");
  await kapat(desk, 2);
  await yillarSonra(world);
  await page.goto("/yetki/imha/1");
  await kontrol(page);
  await page.getByRole("main").getByRole("link", { name: "Yasal saklama" }).first().click();
  await field("Gerekçe").fill("2026/12 esas");
  await button("Yasal Saklamaya Al");
  await sees(page, "yasal saklamaya alındı");
  await kontrol(page);
  await page.getByRole("main").getByRole("link", { name: "Kaldır" }).click();
  await button("Kaldır");
  await page.locator("#neden-error").waitFor();
  await kontrol(page);
  await page.goto("/yetki/imha/1");
  await button("Onaya Sun");
  await sees(page, "Bu listeyi onaya siz sundunuz");
  await kontrol(page);
  const other = await ikinciYonetici(world, browser, page);
  await other.goto("/yetki/imha/1");
  await other.getByRole("button", { name: "İncelemeye Geri Gönder" }).click();
  await other.locator("#neden-error").waitFor();
  await kontrol(other);
  await other.locator("#onayla > summary").focus();
  for (const key of ["Enter", "Tab"]) await other.keyboard.press(key);
  await sees(other, "1 kaydın kişisel verileri geri getirilemeyecek biçimde imha edilir.");
  await kontrol(other);
  await other.keyboard.press("Enter");
  await sees(other, "Liste onaylandı.");
  await kontrol(other);
});
