// The desk's main ways in a browser, at desktop and phone width: entering for a citizen, with KPS and without; searching; acting on
// several at once; report, preview and Excel; being told what has happened elsewhere.
import assert from "node:assert/strict";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import { aks, ayse, egitim, mehmet, saglik } from "./kisiler.mjs";
import * as masa from "./masa.mjs";
import * as personel from "./personel.mjs";
import { bekle, sonrakiKod } from "./sms.mjs";
import { kontrol, pencere, sees, tarayici } from "./tarayici.mjs";
import * as vatandas from "./vatandas.mjs";

const kizilay = { acik: "1425. Cadde No: 7", il: "ANKARA", ilce: "ÇANKAYA", mahalle: "KIZILAY MAH." };
const kalaba = { acik: "Kalaba Parkı", il: "ANKARA", ilce: "KEÇİÖREN", mahalle: "KALABA MAH." };
const [okul, acil] = vatandas.basliklar;
const konu = "Dilekçe: okulun önündeki rögar kapağı açık.";
let world, browser, desk, unit, ilk, ikinci;
const step = adimlar(() => browser);

before(async () => {
  world = await dunya();
  browser = await tarayici();
  [desk, unit] = await Promise.all([1, 2].map(() => pencere(browser, world.url, { acceptDownloads: true })));
});
after(async () => {
  await browser?.close();
  await world?.end();
});

step("AK-01: an empty form names every field at once; nothing is saved", async () => {
  await personel.girisYap(desk, world, aks, "AKS Anasayfa");
  await kontrol(desk);
  await desk.getByRole("link", { name: "Başvuru Yap" }).first().click();
  await vatandas.baslik(desk, "Açık Kapı Sorumlusu Tarafından Vatandaş Adına Yapılan Başvuru Girişi");
  await kontrol(desk);
  await vatandas.kaydet(desk);
  for (const id of ["tckn", "acik_adres", "il", "baslik", "egitim", "sektor", "konu"]) await desk.locator(`#${id}-error`).waitFor();
  await kontrol(desk);
});

step("AK-01: “Ara” brings identity and residence; saved, the number is shown and sent to the citizen", async () => {
  await masa.tckn(desk, ayse.tckn);
  await masa.ara(desk);
  await sees(desk, "AYŞE");
  await sees(desk, "DEMİR");
  await masa.adina(desk, { cep: ayse.cep, konu, adres: kizilay, hizmet: okul });
  await sees(desk, "ANKARA ili ÇANKAYA ilçesinin Açık Kapı birim havuzuna düşer");
  await kontrol(desk);
  await vatandas.kaydet(desk);
  ilk = await vatandas.takipNo(desk);
  await kontrol(desk);
  await bekle(world, ayse.cep, new RegExp(`Başvuru Takip No: ${ilk}`));
  await desk.getByRole("link", { name: "Detayı Göster" }).click();
  await sees(desk, "AYŞE DEMİR");
  await kontrol(desk);
});

step("AK-01: with KPS away the application is saved and marked; the name comes by itself once KPS is back", async () => {
  await masa.ariza(world, "kps", "kapali");
  await desk.getByRole("link", { name: "Başvuru Yap" }).first().click();
  await masa.tckn(desk, mehmet.tckn);
  await masa.adina(desk, { cep: mehmet.cep, konu: "Parktaki lambalar yanmıyor.", adres: kalaba, hizmet: acil });
  await vatandas.kaydet(desk);
  ikinci = await vatandas.takipNo(desk);
  await kontrol(desk);
  await desk.getByRole("link", { name: "Detayı Göster" }).click();
  await sees(desk, "Kimlik bilgileri KPS'den bekleniyor");
  await kontrol(desk);
  await masa.duzelt(world);
  await desk.getByRole("main").getByText("MEHMET YILMAZ").first().waitFor({ timeout: 45_000 }); // the message's next try
  await kontrol(desk);
});

step("AK-02: the search by its filters; the address names nobody, and a detail leads back to the same list", async () => {
  await desk.goto("/aks/basvuru");
  await sees(desk, "Toplam 2 kayıttan 1-2 gösteriliyor.");
  await desk.getByLabel("Başvuran Adı").fill("ayş");
  await desk.getByLabel("Hizmet Başlığı", { exact: true }).selectOption({ label: okul[0] });
  await masa.ara(desk);
  await masa.bekleSatirlar(desk, [ilk]);
  assert(!/ayş|ay%C5/i.test(desk.url()), `the address names somebody: ${desk.url()}`);
  const list = desk.url();
  await kontrol(desk);
  await desk.getByRole("link", { name: /^Başvuru Detayını Göster/ }).click();
  await desk.getByRole("link", { name: "Başvuru Arama" }).last().click();
  await masa.bekleSatirlar(desk, [ilk]);
  assert.equal(new URL(desk.url()).search, new URL(list).search, "the filter has gone");
  await desk.getByLabel("Süresi Geçtiği Halde Cevaplanmayanlar").check();
  await masa.ara(desk);
  await sees(desk, "Aradığınız ölçütlere uyan başvuru bulunamadı.");
  await desk.getByRole("link", { name: "İptal" }).or(desk.getByRole("button", { name: "İptal" })).click();
  await masa.bekleSatirlar(desk, [ikinci, ilk]);
});

step("AK-04: “Excel Raporu Al” gives a workbook at once", async () => {
  const { ad, icerik } = await masa.indir(desk, () => desk.getByRole("button", { name: "Excel Raporu Al" }).click());
  assert.match(ad, /\.xlsx$/);
  assert.equal(icerik.subarray(0, 2).toString(), "PK", "no workbook");
});

step("PL-11: an empty selection is told; two applications are routed at once, with a result for each", async () => {
  await desk.getByRole("button", { name: "Seçilenleri Yönlendir" }).click();
  await sees(desk, /en az bir başvuru/i);
  await kontrol(desk);
  await masa.sec(desk, ilk, ikinci);
  await desk.getByRole("button", { name: "Seçilenleri Yönlendir" }).click();
  await personel.birimEkle(desk, "milli eğ", egitim.birim);
  await kontrol(desk);
  await desk.getByRole("button", { name: "2 Başvuruyu Yönlendir" }).click();
  await desk.getByRole("row", { name: new RegExp(ilk) }).waitFor();
  await desk.getByRole("row", { name: new RegExp(ikinci) }).waitFor();
  await desk.getByRole("status").filter({ hasText: /2 başvuru/ }).first().waitFor();
  await kontrol(desk);
});

step("AK-12, PL-03: on whatever page of the desk, the last birim's answer is told by itself", async () => {
  await desk.goto("/aks");
  await sees(desk, "Canlı:");
  await personel.girisYap(unit, world, egitim, "Yetkili Anasayfa");
  await unit.goto("/birim/basvuru");
  await unit.getByRole("row", { name: new RegExp(ilk) }).getByRole("link", { name: /Başvuru Detayını Göster/ }).click();
  await unit.getByRole("button", { name: "Başvuru Cevapla" }).click();
  await personel.cevapla(unit, "Olumlu", "Kapak yenilenmiştir.");
  await sees(unit, "gönderildi");
  await desk.getByText(`${ilk} no' lu başvuruya tüm birimler cevap verdi`).first().waitFor();
  await kontrol(desk);
});

step("AK-13: the report holds what the desk may see, prints, and is a PDF", async () => {
  await desk.goto(`/aks/basvuru/${ilk}/rapor`);
  await sees(desk, "Kapak yenilenmiştir.");
  await sees(desk, "Sıra");
  await kontrol(desk);
  const { ad, icerik } = await masa.indir(desk, () => desk.getByRole("button", { name: "PDF İndir" }).click());
  assert.match(ad, new RegExp(`${ilk}.*\\.pdf$`));
  assert.equal(icerik.subarray(0, 5).toString(), "%PDF-");
});

step("AK-06: the preview shows the whole letter and closes nothing; then the application is closed", async () => {
  await desk.goto(`/aks/basvuru/${ilk}/kapat`);
  await desk.getByLabel("Vatandaşa Verilecek Cevap").fill("Rögar kapağı yenilenmiştir.");
  await desk.getByLabel("Başvuru Olumlu Kapatıldı").check();
  await desk.getByRole("button", { name: "Önizle" }).click();
  await sees(desk, "Başvuru henüz kapatılmadı.");
  await sees(desk, "ANKARA VALİLİĞİ");
  await kontrol(desk);
  await desk.getByRole("button", { name: "İşlemi Kapat" }).click();
  await sees(desk, `${ilk} no' lu başvuru kapatıldı`);
  await bekle(world, ayse.cep, new RegExp(`${ilk}.*sonuç`, "s"));
});

step("PL-11, AK-07, AK-08: a closed one cannot be chosen; closing the other is refused with the birim that owes its answer", async () => {
  await desk.goto("/aks/basvuru");
  await masa.bekleSatirlar(desk, [ikinci, ilk]);
  assert.equal(await desk.getByLabel(`${ilk} no' lu başvuruyu seç`).count(), 0, "a closed application can be chosen");
  await masa.sec(desk, ikinci);
  await desk.getByRole("button", { name: "Seçilenleri Kapat" }).click();
  await desk.getByLabel("Vatandaşlara Verilecek Cevap").or(desk.getByLabel("Vatandaşa Verilecek Cevap")).fill("Talebiniz değerlendirilmiştir.");
  await desk.getByLabel("Başvuru Olumsuz Kapatıldı").check();
  await kontrol(desk);
  await desk.getByRole("button", { name: /^\d Başvuruyu Kapat/ }).click();
  await desk.getByRole("row", { name: new RegExp(ikinci) }).getByText(egitim.birim).waitFor();
  await kontrol(desk);
});

step("VS-03: the citizen's report, and what was filed for them stands there", async () => {
  const citizen = await pencere(browser, world.url);
  await citizen.goto("/basvuru-sorgula");
  await vatandas.kod(citizen, await sonrakiKod(world, ayse.cep, () => vatandas.sorgula(citizen, ilk, ayse.tckn)));
  await sees(citizen, "Rögar kapağı yenilenmiştir.");
  await kontrol(citizen);
  await citizen.getByRole("button", { name: "Başvuru Raporu Al" }).click();
  await sees(citizen, "İşlem Tarihi");
  await kontrol(citizen);
});

step("YE-02, YE-03, SE-01: the Vali defines a Sorumlu of one ilçe and adds a sector", async () => {
  const vali = await pencere(browser, world.url);
  await vali.goto("/e-icisleri/giris");
  await personel.parolaYaz(vali, "vali.ankara");
  await vatandas.baslik(vali, "e-İçişleri Standart Ana Sayfa");
  await vali.goto("/yetki");
  await kontrol(vali);
  await vali.goto("/yetki/kullanici/yeni");
  await kontrol(vali);
  await vali.getByLabel("Kullanıcı Yetki Tip").selectOption({ label: "Sorumlu" });
  await vali.getByLabel("TC Kimlik No").fill(saglik.tckn);
  await vali.getByLabel("Cep Telefonu").fill(saglik.cep);
  await vali.getByLabel("Adı", { exact: true }).fill("tarık");
  await vali.getByLabel("Soyadı").fill("özgün");
  await vali.getByRole("button", { name: "Kaydet" }).click();
  await sees(vali, "Kullanıcı kaydedildi.");
  await vali.getByLabel("İlçe", { exact: true }).selectOption({ label: "ÇANKAYA" });
  await vali.getByRole("button", { name: "Ekle", exact: true }).click();
  await vali.getByRole("button", { name: "Kaldır ÇANKAYA" }).waitFor();
  await kontrol(vali);
  await vali.goto("/yetki/kullanici");
  await sees(vali, "TARIK ÖZGÜN");
  await kontrol(vali);
  await vali.goto("/yetki/sektor/yeni");
  await kontrol(vali);
  await vali.getByLabel("Sektör Adı").fill("Arıcılık");
  await vali.getByLabel("Sıra").fill("3");
  await vali.getByRole("button", { name: "Kaydet" }).click();
  await sees(vali, "Arıcılık");
  await kontrol(vali);
});
