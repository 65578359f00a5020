// A staff member's cards in a browser: the family from KPS, a request with photo and receipt, following it up while the bureau decides, and a
// cancellation; then the same without JavaScript.
import assert from "node:assert/strict";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import * as kart from "./personel-kart.mjs";
import * as masa from "./masa.mjs";
import { kontrol, kontrolJsSiz, pencere, sees, tarayici } from "./tarayici.mjs";
import { baslik } from "./vatandas.mjs";

const liste = "PERSONEL YAKINI TANITIM KART TALEP İŞLEMLERİ";
let world, browser, page, pinar, plain, golge;
const step = adimlar(() => browser);
const hucre = (p, ad, column) => kart.satir(p, ad).locator(`[data-label="${column}"]`);

before(async () => {
  world = await dunya();
  browser = await tarayici();
  [page, pinar, golge] = await Promise.all([1, 2, 3].map(() => pencere(browser, world.url)));
  plain = await pencere(browser, world.url, { javaScriptEnabled: false });
});
after(async () => {
  await browser?.close();
  await world?.end();
});

step("KT-02: the module opens the list; KPS that is away is told, and when it is back the family comes", async () => {
  await kart.gir(page);
  await page.getByRole("main").getByRole("link", { name: "Personel Yakını Kart Talep", exact: true }).click();
  await baslik(page, liste);
  await sees(page, "Eş ve çocuk bilgisi bulunamamıştır!");
  await kontrol(page);
  await masa.ariza(world, "kps", "kapali");
  await kart.aileGetir(page);
  await sees(page, "Kimlik Paylaşım Sistemine şu anda ulaşılamıyor");
  page.sorunlar = page.sorunlar.filter((one) => !one.endsWith("/kart/kps: 503"));
  await kontrol(page);
  await masa.duzelt(world);
  await kart.aileGetir(page);
  await sees(page, "Aile bilgileriniz KPS'den alındı: 3 kişi.");
});

step("KT-01, KT-03: spouse and children, and why nothing can be asked for", async () => {
  await hucre(page, "CAN KAYA", "Süreç").getByText("15 yaşını doldurmamış çocuk için kart talebinde bulunulamaz.").waitFor();
  assert.equal(await kart.satir(page, "CAN KAYA").getByRole("link").count(), 0);
  await kart.satir(page, "FATMA KAYA").getByRole("link", { name: "Kart Talebinde Bulun" }).waitFor();
  await kontrol(page);
});

step("KT-04, KT-05, KT-06: what is wrong is told at its field, papers are kept over errors and the back button, the request goes to the bureau", async () => {
  const good = await kart.fotograf(page);
  await kart.satir(page, "FATMA").getByRole("link", { name: "Kart Talebinde Bulun" }).click();
  await baslik(page, "Tanıtım Kartı Talep İşlemleri");
  await kontrol(page);
  await page.locator("#fotograf").setInputFiles(good);
  await page.getByRole("button", { name: "Yükle Fotoğraf" }).click();
  await sees(page, "Fotoğraf başarılı bir şekilde yüklendi");
  await page.getByRole("link", { name: "Fotoğrafı Göster" }).waitFor();
  await page.getByRole("button", { name: "Kaydet" }).click();
  await page.locator("#dekont-error").waitFor();
  await page.locator("#kabul-error").waitFor();
  await kontrol(page);
  await page.locator("#dekont").setInputFiles(kart.dekont);
  await page.getByRole("button", { name: "Yükle Dekont" }).click();
  await page.getByRole("link", { name: "Dekontu Göster" }).waitFor();
  await page.goto("/kart");
  await page.goBack();
  await page.goto(page.url());
  await page.getByRole("link", { name: "Fotoğrafı Göster" }).waitFor();
  await page.getByRole("link", { name: "Dekontu Göster" }).waitFor();
  await kontrol(page);
  await kart.kabul(page);
  await page.getByRole("button", { name: "Kaydet" }).click();
  await baslik(page, liste);
  await sees(page, "Talebiniz alınmış ve Kimlik Bürosuna yönlendirilmiştir");
  await hucre(page, "FATMA", "Talep Durumu").getByText("Onay Bekliyor").waitFor();
  await sees(page, "Canlı:");
  await kontrol(page);
});

step("KT-07: the open list shows the bureau's approval by itself; the card's own page has timeline and papers", async () => {
  await kart.gir(pinar, "kimlik.bir");
  await kart.onayla(pinar, "FATMA");
  await hucre(page, "FATMA", "Talep Durumu").getByText("Onaylandı").waitFor();
  await kart.satir(page, "FATMA").getByRole("link", { name: "Ayrıntı" }).click();
  await sees(page, "İşlem Hareketleri");
  await sees(page, "dekont.pdf");
  await sees(page, "Canlı:");
  await kontrol(page);
});

step("KI-01, KI-02: Kayıp/Çalıntı brings the two papers at once, another reason the seed's sentence", async () => {
  await kart.gonder(pinar);
  await sees(page, "Kart tarafınıza gönderilmiştir.");
  await page.getByRole("button", { name: "İptal Talebinde Bulun" }).or(page.getByRole("link", { name: "İptal Talebinde Bulun" })).click();
  await baslik(page, "Tanıtım Kartı İptal İşlemleri");
  const neden = page.getByLabel("İptal Talebi Nedeni");
  await neden.selectOption({ label: "Diğer" });
  await sees(page, "KAYIP/ÇALINTI DIŞINDA İPTALİ YAPILACAK TANITIM KARTI");
  await kontrol(page);
  await neden.selectOption({ label: "Kayıp/Çalıntı" });
  await page.locator("#kayip_formu").waitFor();
  assert.equal(await page.getByText("KAYIP/ÇALINTI DIŞINDA").count(), 0);
  await kontrol(page);
  await page.getByRole("button", { name: "Kaydet" }).click();
  await page.locator("#bildirim_yazisi-error").waitFor();
  await page.locator("#kayip_formu").setInputFiles(kart.pdf("kayip.pdf", "KAYIP"));
  await page.locator("#bildirim_yazisi").setInputFiles(kart.pdf("emniyet.pdf", "EMNIYET"));
  await page.getByRole("button", { name: "Yükle Kayıp Tanıtım Kartı Bildirim Formu" }).click();
  await page.getByRole("link", { name: "Formu Göster" }).waitFor();
  await page.getByRole("link", { name: "Yazıyı Göster" }).waitFor();
  await kontrol(page);
  await page.getByRole("button", { name: "Kaydet" }).click();
  await sees(page, "İptal talebiniz alınmış ve Kimlik Bürosuna yönlendirilmiştir.");
  await hucre(page, "FATMA", "İptal Sebebi").getByText("Kayıp/Çalıntı").waitFor();
  await kontrol(page);
});

step("KI-04: the card is cancelled when the bureau approves, and a new one can be asked for", async () => {
  await sees(page, "Canlı:");
  await kart.onayla(pinar, "FATMA");
  await hucre(page, "FATMA", "Talep Durumu").getByText("Onaylandı").waitFor();
  await kart.satir(page, "FATMA").getByRole("link", { name: "Kart Talebinde Bulun" }).waitFor();
});

step("UI-03: all of it works without JavaScript", async () => {
  const good = await kart.fotograf(page);
  await kart.gir(plain);
  await plain.goto("/kart");
  await kontrolJsSiz(plain, golge);
  await kart.satir(plain, "ELİF").getByRole("link", { name: "Kart Talebinde Bulun" }).click();
  await plain.locator("#fotograf").setInputFiles(good);
  await plain.getByRole("button", { name: "Yükle Fotoğraf" }).click();
  await sees(plain, "Fotoğraf başarılı bir şekilde yüklendi");
  await plain.locator("#dekont").setInputFiles(kart.dekont);
  await plain.getByRole("button", { name: "Kaydet" }).click();
  await plain.locator("#kabul-error").waitFor();
  await plain.getByRole("link", { name: "Dekontu Göster" }).waitFor();
  await kart.kabul(plain);
  await plain.getByRole("button", { name: "Kaydet" }).click();
  await sees(plain, "Talebiniz alınmış ve Kimlik Bürosuna yönlendirilmiştir");
  await kart.onayla(pinar, "ELİF");
  await plain.goto("/kart");
  await kart.satir(plain, "ELİF").getByRole("link", { name: "İptal Talebinde Bulun" }).click();
  await plain.getByLabel("İptal Talebi Nedeni").selectOption({ label: "Kayıp/Çalıntı" });
  await plain.getByRole("button", { name: "Listele" }).click();
  await plain.locator("#kayip_formu").waitFor();
  await kontrolJsSiz(plain, golge);
});
