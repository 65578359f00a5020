// UI-02: on a phone. A second life, by the ways that the first one does not take: withdrawn, headings changed, reset by the MİA.
import assert from "node:assert/strict";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import { aksIkiIlce, ayse, cokBirim, mia } from "./kisiler.mjs";
import * as personel from "./personel.mjs";
import { sonrakiKod } from "./sms.mjs";
import { kontrol, pencere, sees, tarayici, telefon } from "./tarayici.mjs";
import * as vatandas from "./vatandas.mjs";

const phone = { viewport: telefon, hasTouch: true, isMobile: true };
const [ilk, diger] = vatandas.basliklar;
let world, browser, no;
let citizen, desk, unit, governor; // everybody's phone
const step = adimlar(() => browser);
const check = (page) => kontrol(page, [telefon]);

before(async () => {
  world = await dunya();
  browser = await tarayici();
  [citizen, desk, unit, governor] = await Promise.all([1, 2, 3, 4].map(() => pencere(browser, world.url, phone)));
});
after(async () => {
  await browser?.close();
  await world?.end();
});

step("UI-02, VB-06: a citizen applies on a phone; one tick fills the address from the residence", async () => {
  await citizen.goto("/");
  await check(citizen);
  await citizen.getByRole("link", { name: "Başvuru Yap" }).click();
  await check(citizen);
  const code = await sonrakiKod(world, ayse.cep, () => vatandas.kimlik(citizen, ayse));
  await citizen.getByRole("timer").waitFor();
  await check(citizen);
  await vatandas.kod(citizen, code);
  await citizen.getByLabel("İkametgâh adresi ile başvuruya konu olan adres aynı mı?").check();
  await citizen.getByLabel("Mahalle", { exact: true }).locator(":checked", { hasText: "AYRANCI MAH." }).waitFor({ state: "attached" });
  await vatandas.ekle(citizen, ilk);
  await vatandas.konu(citizen, "Okul kaydı hakkında bilgi rica ediyorum.");
  await check(citizen);
  await vatandas.kaydet(citizen);
  no = await vatandas.takipNo(citizen);
  await check(citizen);
});

step("VB-13: the form behind the receipt leads back to the receipt", async () => {
  await citizen.goto("/basvuru-yap/kayit");
  assert.equal(await vatandas.takipNo(citizen), no);
});

step("GR-02, AK-03: an AKS with two ilçe chooses one, and sees nothing of the other until they change", async () => {
  await personel.girisYap(desk, world, aksIkiIlce, "İlçe Seçimi");
  await check(desk);
  await desk.getByLabel("ALTINDAĞ").check();
  await desk.getByRole("button", { name: "Seç" }).click();
  await sees(desk, "ANKARA ili ALTINDAĞ ilçesine ait başvurular görüntülenmektedir.");
  await check(desk);
  const answer = await desk.goto(`/aks/basvuru/${no}`);
  assert.equal(answer.status(), 404);
  desk.sorunlar.length = 0; // which is what it shall be
  await check(desk);
  await desk.getByRole("link", { name: "İlçe Değiştir" }).click();
  await desk.getByLabel("ÇANKAYA").check();
  await desk.getByRole("button", { name: "Seç" }).click();
  await desk.goto("/aks/basvuru");
  await check(desk);
  await personel.bul(desk, no);
  await check(desk);
});

step("AK-09: “Güncelle” changes the headings alone", async () => {
  await desk.getByRole("button", { name: "Güncelle" }).click();
  await check(desk);
  await vatandas.ekle(desk, diger);
  await desk.getByRole("button", { name: `Sil ${ilk.join(" ")}` }).click();
  await desk.getByRole("button", { name: `Sil ${ilk.join(" ")}` }).waitFor({ state: "detached" });
  await check(desk);
  await desk.getByRole("button", { name: "Güncelle" }).click();
  await sees(desk, "Hizmet başlıkları güncellendi.");
  await sees(desk, diger[1]);
});

step("AK-10: routed to a unit whose Yetkili has three, and withdrawn: it goes from the open inbox by itself", async () => {
  await personel.girisYap(unit, world, cokBirim, "Yetkili Anasayfa");
  await check(unit);
  await unit.goto("/birim/basvuru");
  await sees(unit, "Canlı:");
  await desk.getByRole("button", { name: "İlgili Birime Yönlendir" }).click();
  await personel.birimEkle(desk, "çankaya kaym", cokBirim.birim);
  await check(desk);
  await desk.getByRole("button", { name: "İlgili Birime Yönlendir" }).click();
  const row = unit.getByRole("row", { name: new RegExp(no) });
  const waiting = row.getByText("Birimde, cevap bekleniyor");
  await waiting.waitFor();
  await check(unit);
  await desk.getByRole("link", { name: "Yönlendirmeyi Geri Çek" }).click();
  await check(desk);
  await desk.getByLabel("Geri Çekme Nedeni").fill("Yanlış birim seçildi.");
  await desk.getByRole("button", { name: "Yönlendirmeyi Geri Çek" }).click();
  await sees(desk, "Yönlendirme geri çekildi.");
  await sees(desk, "Başvuru Açık Kapı Birim Havuzunda");
  await check(desk);
  await waiting.waitFor({ state: "detached" });
  await check(unit);
});

step("AK-11, MI-04: the MİA takes all back, and the application stands as if just arrived", async () => {
  await desk.getByRole("button", { name: "MİA Onayına Gönder" }).click();
  await desk.getByRole("button", { name: "MİA Onayına Gönder" }).click();
  await sees(desk, "Başvuru Mülki İdare Amiri Onayına Gönderildi");
  await governor.goto("/e-icisleri/giris");
  await check(governor);
  await personel.parolaYaz(governor, mia.hesap);
  await vatandas.baslik(governor, "e-İçişleri Standart Ana Sayfa");
  await check(governor);
  await governor.goto("/mia");
  await check(governor);
  await governor.goto(`/mia/basvuru/${no}`);
  await check(governor);
  await governor.getByRole("button", { name: "İşlemleri Geri Al" }).click();
  await governor.getByLabel("Geri Gönderme Açıklaması").fill("Muhtarlıkla görüşülmeden karar verilemez.");
  await check(governor);
  await governor.getByRole("button", { name: "Geri Gönder" }).click();
  await sees(governor, "İşlemler geri alındı");
  await check(governor);
  await sees(desk, "Başvuru Mülki İdare Amirince Geri Alındı");
  await sees(desk, "Başvuru Açık Kapı Birim Havuzunda");
  await check(desk);
});

step("VB-01, UI-02: sign-in pages, the API's page and a page that there is not", async () => {
  for (const path of ["/giris", "/e-icisleri", "/api/v1/"]) {
    await citizen.goto(path);
    await check(citizen);
  }
  assert.equal((await citizen.goto("/yok")).status(), 404);
  citizen.sorunlar.length = 0; // which is what it shall be
  await check(citizen);
});
