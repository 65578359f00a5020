// Writes docs/ekran, every page at 1280 and at 360 px as it looks in the course of one life, and docs/ekranlar.md, which says which figure
// of the seed guide each answers to. Not a test; run by make screenshots.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { cek, ekranlar, folder, run } from "./cek.mjs";
import { dunya } from "./dunya.mjs";
import { imhaEkranlari } from "./ekran-imha.mjs";
import { isletimEkranlari } from "./ekran-isletim.mjs";
import { kartEkranlari } from "./ekran-kart.mjs";
import { aks, aksIkiIlce, ayse, egitim, mehmet, mia, parola, saglik } from "./kisiler.mjs";
import * as masa from "./masa.mjs";
import { basvur } from "./ornekler.mjs";
import * as personel from "./personel.mjs";
import { sonrakiKod } from "./sms.mjs";
import { pencere, sees, tarayici } from "./tarayici.mjs";
import * as vatandas from "./vatandas.mjs";

const konu = "Kızılay Mahallesi 1425. Cadde'deki okulun önünde rögar kapağı bir haftadır açık. Öğrenciler giriş ve çıkışta yanından geçmek zorunda kalıyor; kapağın kapatılmasını arz ederim.";
const kizilay = { acik: "1425. Cadde No: 7", il: "ANKARA", ilce: "ÇANKAYA", mahalle: "KIZILAY MAH." };
async function vatandasEkranlari(world, page) {
  await page.goto("/");
  await cek(page, "ana-sayfa", "1, 2, 16");
  await page.getByRole("link", { name: "Başvuru Yap" }).click();
  await cek(page, "basvuru-giris", "3");
  await vatandas.kimlik(page, { ...ayse, anne: "KZ" });
  await sees(page, "eşleşmedi");
  await cek(page, "basvuru-giris-hata", "4");
  const code = await sonrakiKod(world, ayse.cep, () => vatandas.kimlik(page, ayse));
  await page.getByRole("timer").waitFor();
  await cek(page, "dogrulama-kodu", "5");
  await vatandas.kod(page, code);
  await vatandas.baslik(page, "Başvuru Kayıt");
  await page.getByLabel("Eposta").fill("ayse.demir");
  await vatandas.kaydet(page);
  await page.locator("#eposta-error").waitFor();
  await cek(page, "basvuru-kayit-hata", "6");
  await vatandas.adres(page, kizilay);
  for (const pair of vatandas.basliklar) await vatandas.ekle(page, pair);
  await vatandas.dosya(page, vatandas.resim, vatandas.belge);
  await page.getByLabel("Eposta").fill("ayse.demir@ornek.invalid");
  await vatandas.konu(page, konu);
  await cek(page, "basvuru-kayit", "7, 8, 9, 10");
  await vatandas.kaydet(page);
  const no = await vatandas.takipNo(page);
  await cek(page, "basvuru-alindi", "11");
  return no;
}

async function masaEkranlari(world, desk, no) {
  await desk.goto("/giris");
  await cek(desk, "sorumlu-yetkili-giris", "17, 30");
  await personel.kimlik(desk, ayse.tckn, aks.cep);
  await cek(desk, "sorumlu-yetkili-giris-hata", "17");
  const code = await sonrakiKod(world, aks.cep, () => personel.kimlik(desk, aks.tckn, aks.cep));
  await vatandas.baslik(desk, "Giriş Onay Kodu");
  await cek(desk, "giris-onay-kodu", "31");
  await vatandas.kod(desk, code);
  await vatandas.baslik(desk, "AKS Anasayfa");
  await sees(desk, "Canlı:");
  await cek(desk, "aks-anasayfa", "18");
  await desk.goto("/aks/basvuru");
  await sees(desk, "Canlı:");
  await cek(desk, "aks-basvuru-arama", "23, 24");
  await personel.bul(desk, no);
  await sees(desk, "Canlı:");
  await cek(desk, "aks-basvuru-detayi", "25");
  await desk.getByRole("button", { name: "Güncelle" }).click();
  await cek(desk, "aks-guncelle", "27");
  await desk.goto(`/aks/basvuru/${no}/yonlendir`);
  await desk.getByLabel("Yönlendirilecek Birim").pressSequentially("sağlık müd");
  await desk.getByRole("option", { name: `Ekle ${saglik.birim}`, exact: true }).waitFor();
  await cek(desk, "aks-yonlendir-ara", "28");
  await desk.getByRole("option", { name: `Ekle ${saglik.birim}`, exact: true }).click();
  await personel.birimEkle(desk, "milli eğ", egitim.birim);
  await cek(desk, "aks-yonlendir", "28");
  await desk.getByRole("button", { name: "İlgili Birime Yönlendir" }).click();
  await sees(desk, "Başvuru İlgili Birime Yönlendirildi");
  await desk.goto(`/aks/basvuru/${no}/geri-cek/1`);
  await cek(desk, "aks-geri-cek", "");
  await desk.goto(`/aks/basvuru/${no}/kapat`);
  await cek(desk, "aks-kapat-reddi", "26");
}

// adinaEkranlari: the desk enters an application for somebody, with KPS and without (AK-01).
async function adinaEkranlari(world, desk) {
  await desk.getByRole("link", { name: "Başvuru Yap" }).first().click();
  await cek(desk, "aks-basvuru-yap", "20");
  await masa.tckn(desk, mehmet.tckn);
  await masa.ara(desk);
  await sees(desk, "MEHMET");
  await masa.adina(desk, { cep: mehmet.cep, konu: "Dilekçe ekte: parktaki aydınlatma direkleri geceleri yanmıyor.", adres: kizilay, hizmet: vatandas.basliklar[1] });
  await vatandas.dosya(desk, vatandas.belge);
  await cek(desk, "aks-basvuru-kayit", "21");
  await vatandas.kaydet(desk);
  await vatandas.takipNo(desk);
  await cek(desk, "aks-basvuru-sonucu", "22");
  await masa.ariza(world, "kps", "kapali");
  await desk.getByRole("link", { name: "Yeni Başvuru" }).or(desk.getByRole("button", { name: "Yeni Başvuru" })).click();
  await masa.tckn(desk, ayse.tckn);
  await masa.ara(desk);
  await desk.locator("#tckn-error").waitFor();
  await cek(desk, "aks-kps-yok", "");
  await masa.adina(desk, { cep: ayse.cep, konu: "Okul kaydı hakkında bilgi rica ediyorum.", adres: kizilay, hizmet: vatandas.basliklar[0] });
  await vatandas.kaydet(desk);
  await vatandas.takipNo(desk);
  await desk.getByRole("link", { name: "Detayı Göster" }).click();
  await sees(desk, "Kimlik bilgileri KPS'den bekleniyor");
  await sees(desk, "Canlı:");
  await cek(desk, "aks-kimlik-bekleniyor", "");
  await masa.duzelt(world);
}

// topluEkranlari: several applications at once (PL-11), and the list as Excel (PL-10).
async function topluEkranlari(desk) {
  await desk.goto("/aks/basvuru");
  const nos = (await masa.satirlar(desk)).slice(-4);
  await desk.getByRole("button", { name: "Seçilenleri Yönlendir" }).click();
  await cek(desk, "aks-toplu-secim-yok", "");
  await masa.sec(desk, ...nos.slice(0, 3));
  await desk.getByRole("button", { name: "Seçilenleri Yönlendir" }).click();
  await personel.birimEkle(desk, "çankaya kaym", "ÇANKAYA KAYMAKAMLIĞI");
  await cek(desk, "aks-toplu-yonlendir", "");
  await desk.getByRole("button", { name: "3 Başvuruyu Yönlendir" }).click();
  await desk.getByRole("status").filter({ hasText: /3 başvuru/ }).first().waitFor();
  await desk.goto("/aks/basvuru");
  await masa.sec(desk, ...nos);
  await desk.getByRole("button", { name: "Seçilenleri Kapat" }).click();
  await desk.getByLabel("Vatandaşlara Verilecek Cevap").fill("Talebiniz ilgili birimce değerlendirilmiştir.");
  await desk.getByLabel("Başvuru Olumlu Kapatıldı").check();
  await cek(desk, "aks-toplu-kapat", "");
  await desk.getByRole("button", { name: "4 Başvuruyu Kapat" }).click();
  await vatandas.baslik(desk, "Seçilenleri Kapat: Sonuç");
  await desk.locator("progress").waitFor({ state: "detached" });
  await cek(desk, "aks-toplu-sonuc", "");
  await desk.goto("/excel");
  await cek(desk, "aks-excel-raporlarim", "");
}

// yetkiEkranlari: who defines users and sectors.
async function yetkiEkranlari(vali) {
  await vali.goto("/e-icisleri/giris");
  await personel.parolaYaz(vali, "vali.ankara");
  await vatandas.baslik(vali, "e-İçişleri Standart Ana Sayfa");
  await cek(vali, "e-icisleri-moduller-vali", "39, 48");
  await vali.goto("/yetki");
  await cek(vali, "yetki-anasayfa", "50");
  await vali.goto("/yetki/kullanici/yeni");
  await vali.getByRole("button", { name: "Kaydet" }).click();
  await cek(vali, "yetki-kullanici-kayit-hata", "51");
  await kullanici(vali, "Sorumlu", saglik, "TARIK", "ÖZGÜN");
  await vali.getByLabel("İlçe", { exact: true }).selectOption({ label: "ÇANKAYA" });
  await vali.getByRole("button", { name: "Ekle", exact: true }).click();
  await vali.getByRole("button", { name: "Kaldır ÇANKAYA" }).waitFor();
  await cek(vali, "yetki-ilce-bilgileri", "52, 54");
  await vali.goto("/yetki/kullanici/yeni");
  await kullanici(vali, "Yetkili", aks, "SELİN", "AKIN");
  await vali.getByLabel("Detsis Birim").pressSequentially("milli eğitim", { delay: 20 });
  await vali.getByRole("button", { name: `Ekle ${egitim.birim}`, exact: true }).click();
  await vali.getByRole("button", { name: `Kaldır ${egitim.birim}`, exact: true }).waitFor();
  await cek(vali, "yetki-detsis-birim-bilgileri", "52");
  await vali.goto("/yetki/kullanici");
  await cek(vali, "yetki-kullanici-arama", "53");
  await vali.goto("/yetki/sektor/yeni");
  await cek(vali, "yetki-sektor-kayit", "55");
  await vali.goto("/yetki/sektor");
  await cek(vali, "yetki-sektor-arama", "56");
}

// yoneticiEkranlari: who defines the users of e-İçişleri and keeps the reference data.
async function yoneticiEkranlari(page) {
  await page.goto("/e-icisleri/giris");
  await personel.parolaYaz(page, "proje.yoneticisi");
  await vatandas.baslik(page, "e-İçişleri Standart Ana Sayfa");
  await cek(page, "e-icisleri-moduller-yonetici", "37, 48");
  for (const [path, name] of [
    ["/yetki/hesap", "hesap-arama"], ["/yetki/hesap/yeni", "hesap-kayit"], ["/yetki/referans", "referans-veriler"],
    ["/yetki/referans/baslik", "referans-hizmet-basliklari"], ["/yetki/referans/tatil", "referans-tatiller"], ["/yetki/referans/metin", "referans-metinler"],
  ]) {
    await page.goto(path);
    await vatandas.baslik(page, "");
    await cek(page, name, "");
  }
}

async function kullanici(vali, tip, { tckn, cep }, ad, soyad) {
  await vali.getByLabel("Kullanıcı Yetki Tip").selectOption({ label: tip });
  await vali.getByLabel("TC Kimlik No").fill(tckn);
  await vali.getByLabel("Cep Telefonu").fill(cep);
  await vali.getByLabel("Adı", { exact: true }).fill(ad);
  await vali.getByLabel("Soyadı").fill(soyad);
  await vali.getByRole("button", { name: "Kaydet" }).click();
  await sees(vali, "Kullanıcı kaydedildi.");
}

async function birimEkranlari(world, school, health, no) {
  await personel.girisYap(school, world, egitim, "Yetkili Anasayfa");
  await sees(school, "Canlı:");
  await cek(school, "yetkili-anasayfa", "32");
  await school.goto("/birim/basvuru");
  await school.getByRole("row", { name: new RegExp(no) }).waitFor();
  await sees(school, "Canlı:");
  await cek(school, "yetkili-basvuru-ara", "33");
  await school.getByRole("link", { name: "Başvuru Detayını Göster" }).first().click();
  await sees(school, "Canlı:");
  await cek(school, "yetkili-basvuru-detayi", "33");
  await school.getByRole("button", { name: "Başvuru Cevapla" }).click();
  await cek(school, "yetkili-cevapla", "34");
  await personel.cevapla(school, "Olumlu", "Kapak, okul müdürlüğünce belediyeye bildirilmiş ve bugün yenilenmiştir.");
  await sees(school, "gönderildi");
  await cek(school, "yetkili-cevaplandi", "34");
  await personel.girisYap(health, world, saglik, "Yetkili Anasayfa");
  await health.goto("/birim/basvuru");
  await health.getByRole("link", { name: "Başvuru Detayını Göster" }).first().click();
  await health.getByRole("button", { name: "Yetkisiz Birim" }).click();
  await cek(health, "yetkili-yetkisiz-birim", "");
  await health.getByLabel("İade Nedeni").fill("Konu müdürlüğümüzün görev alanında değildir.");
  await health.getByRole("button", { name: "Yetkisizlikle İade Et" }).click();
  await sees(health, "iade edildi");
}

async function miaEkranlari(desk, governor, no) {
  await desk.goto(`/aks/basvuru/${no}`);
  await sees(desk, "Yönlendirilen tüm birimler cevap verdi. ");
  await sees(desk, "Canlı:");
  await cek(desk, "aks-tum-birimler-cevapladi", "25");
  await desk.getByRole("button", { name: "MİA Onayına Gönder" }).click();
  await cek(desk, "aks-mia-onayina-gonder", "29");
  await desk.getByRole("button", { name: "MİA Onayına Gönder" }).click();
  await sees(desk, "Mülki İdare Amirinin cevabı bekleniyor.");
  await governor.goto("/e-icisleri");
  await cek(governor, "e-icisleri", "35, 46");
  await governor.goto("/e-icisleri/giris");
  await cek(governor, "sertifikasiz-giris", "36, 47");
  await personel.parolaYaz(governor, mia.hesap);
  await vatandas.baslik(governor, "e-İçişleri Standart Ana Sayfa");
  await cek(governor, "e-icisleri-moduller", "37, 39, 48");
  await governor.goto("/mia");
  await sees(governor, "Canlı:");
  await cek(governor, "mia-basvuru-sorgulama", "40, 41, 42");
  await governor.goto(`/mia/basvuru/${no}`);
  await sees(governor, "Canlı:");
  await cek(governor, "mia-goruntule", "45");
  await governor.goto(`/mia/basvuru/${no}/geri-al`);
  await cek(governor, "mia-islemleri-geri-al", "44");
  await governor.goto(`/mia/basvuru/${no}/cevapla`);
  await cek(governor, "mia-cevapla", "43");
  await personel.cevapla(governor, "Olumlu", "Uygundur; vatandaşa bilgi verilsin.");
  await sees(governor, "gönderildi");
}

async function kapanisEkranlari(world, desk, citizen, no) {
  await desk.goto(`/aks/basvuru/${no}/kapat`);
  await desk.getByLabel("Vatandaşa Verilecek Cevap").fill("1425. Cadde'deki rögar kapağı yenilenmiş ve yol güvenli hâle getirilmiştir.");
  await desk.getByLabel("Başvuru Olumlu Kapatıldı").check();
  await cek(desk, "aks-islemi-kapat", "26");
  await desk.getByRole("button", { name: "Önizle" }).click();
  await sees(desk, "Başvuru henüz kapatılmadı.");
  await cek(desk, "aks-islemi-kapat-onizleme", "26");
  await desk.getByRole("button", { name: "İşlemi Kapat" }).click();
  await sees(desk, "no' lu başvuru kapatıldı");
  await sees(desk, "Canlı:");
  await cek(desk, "aks-kapatildi", "25");
  await desk.goto(`/aks/basvuru/${no}/rapor`);
  await cek(desk, "aks-basvuru-raporu", "29 (AKS Başvuru Raporu Al)");
  await citizen.goto("/basvuru-sorgula");
  await cek(citizen, "basvuru-sorgula", "12");
  const code = await sonrakiKod(world, ayse.cep, () => vatandas.sorgula(citizen, no, ayse.tckn));
  await citizen.getByRole("timer").waitFor();
  await cek(citizen, "basvuru-sorgu-onay-kodu", "13");
  await vatandas.kod(citizen, code);
  await sees(citizen, "yenilenmiş ve yol güvenli");
  await cek(citizen, "basvuru-sonucu", "14");
  await citizen.getByRole("button", { name: "Başvuru Raporu Al" }).click();
  await sees(citizen, "İşlem Tarihi");
  await cek(citizen, "basvuru-raporu", "15");
}

// durumEkranlari: what people meet who are not let in, have nothing yet, are two, or are two at one application.
async function durumEkranlari(world, browser, { desk, school, vali, yonetici }) {
  await yonetici.goto("/yetki/hesap/yeni");
  await yonetici.getByLabel("Kullanıcı Tipi").selectOption({ label: "Personel" });
  await yonetici.getByLabel("TC Kimlik No").fill("10000000146");
  await yonetici.getByLabel("Adı", { exact: true }).fill("gül");
  await yonetici.getByLabel("Soyadı").fill("ışıl");
  await yonetici.getByLabel("İl", { exact: true }).selectOption({ label: "ANKARA" });
  await yonetici.getByLabel("Kullanıcı Adı").fill("gul.isil");
  for (const label of ["İlk Şifre", "İlk Şifre (tekrar)"]) await yonetici.getByLabel(label, { exact: true }).fill("üç deve bir dağda");
  await yonetici.getByRole("button", { name: "Kaydet" }).click();
  await sees(yonetici, "Kullanıcı kaydedildi.");
  await cek(yonetici, "hesap-guncelle", "");
  const gul = await pencere(browser, world.url);
  await gul.goto("/e-icisleri/giris");
  await personel.parolaYaz(gul, "gul.isil", "üç deve bir dağda");
  await vatandas.baslik(gul, "Şifre Değiştir");
  await cek(gul, "sifre-degistir", "");
  await gul.getByLabel("Geçerli Şifre").fill("üç deve bir dağda");
  for (const label of ["Yeni Şifre", "Yeni Şifre (tekrar)"]) await gul.getByLabel(label, { exact: true }).fill("dört kedi bir damda");
  await gul.getByRole("button", { name: "Şifreyi Değiştir" }).click();
  await sees(gul, "Aktif biriminize bağlı herhangi bir Anasayfa yetkiniz bulunmamaktadır");
  await gul.reload(); // without the message about the password
  await cek(gul, "e-icisleri-modulsuz", "38, 49");
  await yonetici.getByRole("main").getByRole("link", { name: "Şifre Ver" }).click();
  await cek(yonetici, "hesap-sifre-ver", "");
  await yonetici.goBack();
  await yonetici.getByRole("main").getByRole("link", { name: "Sil", exact: true }).click();
  await cek(yonetici, "hesap-sil", "");

  const kart = await pencere(browser, world.url, {
    ignoreHTTPSErrors: true, clientCertificates: [{ origin: world.kapi, pfxPath: world.sertifika("test-iptal-edilmis"), passphrase: parola }],
  });
  await kart.goto("/e-icisleri");
  await kart.getByRole("link", { name: "SERTİFİKALI GİRİŞ" }).click();
  await sees(kart, "Sertifikanız kabul edilmedi.");
  await cek(kart, "sertifika-ret", "");

  await vali.goto("/yetki/kullanici");
  await vali.getByRole("row", { name: /Yetkili.*TARIK ÖZGÜN/ }).getByRole("link", { name: /^Güncelle/ }).click();
  await vali.getByLabel("Detsis Birim").pressSequentially("milli eğitim", { delay: 20 });
  await vali.getByRole("button", { name: `Ekle ${egitim.birim}`, exact: true }).click();
  await vali.getByRole("button", { name: `Kaldır ${egitim.birim}`, exact: true }).waitFor();
  await vali.getByRole("main").getByRole("link", { name: "Sil", exact: true }).click();
  await cek(vali, "yetki-kullanici-sil", "");
  await meslektasEkranlari(world, desk, school, await pencere(browser, world.url));
}

// meslektasEkranlari: one who is Sorumlu and Yetkili chooses (GR-01); what a colleague holds (YT-06).
async function meslektasEkranlari(world, desk, school, tarik) {
  await desk.goto("/aks/basvuru?durum=havuzda");
  const [no] = await masa.satirlar(desk);
  await desk.goto(`/aks/basvuru/${no}/yonlendir`);
  await personel.birimEkle(desk, "milli eğ", egitim.birim);
  await desk.getByRole("button", { name: "İlgili Birime Yönlendir" }).click();
  await school.goto("/birim/basvuru");
  await school.getByRole("row", { name: new RegExp(no) }).getByRole("link", { name: "Başvuru Detayını Göster" }).click();
  await school.getByRole("button", { name: "Üzerime Al" }).click();
  await sees(school, "Üzerinizde (");
  await sees(school, "Canlı:");
  await cek(school, "yetkili-uzerinde", "");
  await personel.girisYap(tarik, world, saglik, "Yetki Seçimi");
  await cek(tarik, "yetki-secimi", "");
  await tarik.getByLabel("Birim Yetkilisi").check();
  await tarik.getByRole("button", { name: "Devam" }).click();
  await vatandas.baslik(tarik, "Yetkili Anasayfa");
  await tarik.goto(school.url());
  await sees(tarik, "NURAY IŞIK üzerinde çalışıyor");
  await sees(tarik, "Canlı:");
  await cek(tarik, "yetkili-meslektas-uzerinde", "");
  await tarik.getByRole("button", { name: "Başvuru Cevapla" }).click();
  await personel.cevapla(tarik, "Olumlu", "Okulumuz talebi karşılayacaktır.");
  await sees(tarik, "İşleminiz yapılmadı.");
  await cek(tarik, "yetkili-cevapla-meslektas", "");
}

async function digerEkranlar(world, browser) {
  const other = await pencere(browser, world.url);
  await personel.girisYap(other, world, aksIkiIlce, "İlçe Seçimi");
  await cek(other, "aks-ilce-secimi", "19");
  await other.goto("/yok");
  await cek(other, "sayfa-bulunamadi", "");
  await other.goto("/api/v1/");
  await cek(other, "api", "");
  await other.goto(`${world.sim}/`);
  await cek(other, "simulator", "");
}

// istatistikEkranlari are the reports on numbers: an il's, as its desk and its Vali see them, and the country's.
async function istatistikEkranlari(desk, vali, yonetici) {
  for (const [page, name] of [[desk, "istatistik-aks"], [vali, "istatistik-vali"], [yonetici, "istatistik-ulke"]]) {
    await page.goto("/istatistik");
    await sees(page, "Birimlerin Cevapları");
    await cek(page, name, "");
  }
}

// yaz writes the list of all pictures.
async function yaz() {
  const rows = ekranlar.map(({ file, resim, baslik }) =>
    `| [${file}](ekran/${file}.png) | [360 px](ekran/${file}-360.png) | ${baslik} | ${resim && `Resim ${resim}`} |`);
  const text = `# The pages

Every page, at 1280 and at 360 px, as \`make screenshots\` (e2e/ekran.mjs, which also writes this list) has photographed it in the course of one
life, and the figure of the seed guide (Açık Kapı Yardım Dökümanı) that it answers to. Pages without a figure are not in the guide.

| picture | phone | heading | seed figure |
| --- | --- | --- | --- |
${rows.join("\n")}
`;
  await writeFile(fileURLToPath(new URL("../docs/ekranlar.md", import.meta.url)), text);
}

await run("pngquant", ["--version"]).catch(() => {
  throw new Error("pngquant is missing: apt-get install pngquant");
});
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
const world = await dunya({ sertifika: true });
const browser = await tarayici({ tam: true });
try {
  const [citizen, desk, school, health, governor, vali, yonetici] = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(() => pencere(browser, world.url)));
  await basvur(world);
  const no = await vatandasEkranlari(world, citizen);
  await masaEkranlari(world, desk, no);
  await birimEkranlari(world, school, health, no);
  await miaEkranlari(desk, governor, no);
  await kapanisEkranlari(world, desk, citizen, no);
  await adinaEkranlari(world, desk);
  await topluEkranlari(desk);
  await yetkiEkranlari(vali);
  await yoneticiEkranlari(yonetici);
  await digerEkranlar(world, browser);
  await durumEkranlari(world, browser, { desk, school, vali, yonetici });
  await kartEkranlari(world, browser, yonetici);
  await isletimEkranlari(world, browser);
  await istatistikEkranlari(desk, vali, yonetici);
  await imhaEkranlari(world, browser, yonetici); // the last: what it puts on its list leaves the statistics' years
  await yaz();
} finally {
  await browser.close();
  await world.end();
}
