// Who defines users and what those then find, in a browser at desktop and phone width: the Proje Yöneticisi's users of e-İçişleri, the
// Vali's Sorumlu and Yetkili, sign-in by certificate, the home page of each role.
import assert from "node:assert/strict";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import { egitim, mia, parola, saglik } from "./kisiler.mjs";
import * as masa from "./masa.mjs";
import { basvur } from "./ornekler.mjs";
import * as personel from "./personel.mjs";
import { kontrol, pencere, sees, tarayici } from "./tarayici.mjs";
import * as vatandas from "./vatandas.mjs";

const gul = { tckn: "10000000146", ad: "GÜL IŞIL", hesap: "gul.isil", ilk: "üç deve bir dağda", yeni: "dört kedi bir damda" };
const anasayfa = "e-İçişleri Standart Ana Sayfa";
let world, browser, yonetici, uye, vali;
const step = adimlar(() => browser);

before(async () => {
  world = await dunya({ sertifika: true });
  browser = await tarayici();
  [yonetici, uye, vali] = await Promise.all([1, 2, 3].map(() => pencere(browser, world.url, { acceptDownloads: true })));
});
after(async () => {
  await browser?.close();
  await world?.end();
});

const button = (page, name) => page.getByRole("button", { name, exact: true }).click();
const link = (page, name) => page.getByRole("main").getByRole("link", { name, exact: true }).first().click();

async function girisYap(page, hesap, word = parola, home = anasayfa) {
  await page.goto("/e-icisleri/giris");
  await personel.parolaYaz(page, hesap, word);
  await vatandas.baslik(page, home);
}

// reddedildi takes the answer with this status, which the step wants, off the list of what went wrong.
function reddedildi(page, status) {
  const at = page.sorunlar.findIndex((s) => s.endsWith(`: ${status}`));
  assert(at >= 0, `no answer ${status}: ${page.sorunlar}`);
  page.sorunlar = page.sorunlar.filter((s) => !s.endsWith(`: ${status}`));
}

step("GR-06, G-06: an empty form of a user names every field at once; then the Proje Yöneticisi defines an MİA", async () => {
  await girisYap(yonetici, "proje.yoneticisi");
  await kontrol(yonetici);
  await link(yonetici, "Kullanıcı ve Tanım İşlemleri");
  await kontrol(yonetici);
  await link(yonetici, "e-İçişleri Kullanıcı Kayıt");
  await kontrol(yonetici);
  await button(yonetici, "Kaydet");
  for (const id of ["tip", "tckn", "ad", "soyad", "kullanici_adi", "parola"]) await yonetici.locator(`#${id}-error`).waitFor();
  await kontrol(yonetici);
  await yonetici.getByLabel("Kullanıcı Tipi").selectOption({ label: "MİA" });
  await yonetici.getByLabel("TC Kimlik No").fill(gul.tckn);
  await yonetici.getByLabel("Adı", { exact: true }).fill("gül");
  await yonetici.getByLabel("Soyadı").fill("ışıl");
  await yonetici.getByLabel("İl", { exact: true }).selectOption({ label: "ANKARA" });
  await yonetici.getByLabel("Kullanıcı Adı").fill(gul.hesap);
  await yonetici.getByLabel("İlk Şifre", { exact: true }).fill(gul.ilk);
  await yonetici.getByLabel(/tekrar/i).fill(gul.ilk);
  await yonetici.getByLabel("Açık Kapı", { exact: true }).check({ force: true });
  await button(yonetici, "Kaydet");
  await sees(yonetici, "Kullanıcı kaydedildi.");
  await sees(yonetici, "Geçici; ilk girişte değiştirilecek");
  await kontrol(yonetici);
});

step("GR-06: at the first sign-in nothing opens before an own password", async () => {
  await girisYap(uye, gul.hesap, gul.ilk, "Şifre Değiştir");
  await kontrol(uye);
  await uye.goto("/mia");
  await vatandas.baslik(uye, "Şifre Değiştir");
  await button(uye, "Şifreyi Değiştir");
  await uye.locator("#eski-error").waitFor();
  await kontrol(uye);
  await uye.getByLabel("Geçerli Şifre").fill(gul.ilk);
  await uye.getByLabel("Yeni Şifre", { exact: true }).fill(gul.yeni);
  await uye.getByLabel(/tekrar/i).fill(gul.yeni);
  await button(uye, "Şifreyi Değiştir");
  await sees(uye, "Şifreniz değiştirildi.");
  await kontrol(uye);
});

step("GR-04: a module made the opening page opens after signing in", async () => {
  await uye.goto("/e-icisleri/anasayfa");
  await uye.getByLabel("Açık Kapı", { exact: true }).check({ force: true });
  await button(uye, "Açılış sayfası yap");
  await sees(uye, "Açılış sayfanız kaydedildi.");
  await kontrol(uye);
  await button(uye, "Çıkış");
  await girisYap(uye, gul.hesap, gul.yeni, "Açık Kapı Başvuru Sorgulama");
  await kontrol(uye);
});

step("GR-04, GR-05: with the last module taken away its pages close with the next click, and the home page says whom to ask", async () => {
  await yonetici.getByLabel("Açık Kapı", { exact: true }).uncheck({ force: true });
  await button(yonetici, "Güncelle");
  await sees(yonetici, "Kullanıcı bilgileri güncellendi.");
  await kontrol(yonetici);
  await uye.goto("/mia");
  await sees(uye, "“Açık Kapı” modülü için yetkiniz bulunmuyor");
  reddedildi(uye, 403);
  await kontrol(uye);
  await uye.goto("/e-icisleri/anasayfa");
  await sees(uye, "Aktif biriminize bağlı herhangi bir Anasayfa yetkiniz bulunmamaktadır");
  await kontrol(uye);
});

step("GR-06, GR-05: “Şifre Ver” ends the user's session; the given password has to be changed again", async () => {
  await link(yonetici, "Şifre Ver");
  await kontrol(yonetici);
  await yonetici.getByLabel("Yeni Şifre", { exact: true }).fill(gul.ilk);
  await yonetici.getByLabel(/tekrar/i).fill(gul.ilk);
  await button(yonetici, "Şifre Ver");
  await sees(yonetici, "Yeni şifre verildi.");
  await kontrol(yonetici);
  await uye.goto("/e-icisleri/anasayfa");
  await vatandas.baslik(uye, "e-İçişleri Girişi");
  await girisYap(uye, gul.hesap, gul.ilk, "Şifre Değiştir");
  await uye.getByLabel("Geçerli Şifre").fill(gul.ilk);
  await uye.getByLabel("Yeni Şifre", { exact: true }).fill(gul.yeni);
  await uye.getByLabel(/tekrar/i).fill(gul.yeni);
  await button(uye, "Şifreyi Değiştir");
  await vatandas.baslik(uye, anasayfa);
});

step("YE-06, GR-05: a deleted user's open session ends with the next click", async () => {
  await yonetici.goto("/yetki/hesap");
  await kontrol(yonetici);
  await yonetici.getByLabel("Adı", { exact: true }).fill("gül");
  await button(yonetici, "Ara");
  const row = yonetici.getByRole("row", { name: /GÜL IŞIL/ });
  await row.getByRole("link", { name: /^Sil/ }).click();
  await sees(yonetici, "hemen sona erer");
  await kontrol(yonetici);
  await button(yonetici, "Sil");
  await sees(yonetici, "Kullanıcı silindi.");
  await kontrol(yonetici);
  await uye.getByRole("link", { name: "Şifre Değiştir" }).click();
  await vatandas.baslik(uye, "e-İçişleri Girişi");
  await uye.goto("/e-icisleri/giris");
  await personel.parolaYaz(uye, gul.hesap, gul.yeni);
  await sees(uye, "Kullanıcı adı veya şifre hatalı.");
  await kontrol(uye);
});

step("YE-02, YE-04: the Vali defines a Yetkili and gives them a birim by “Detsis Birim Bilgileri”", async () => {
  await girisYap(vali, "vali.ankara");
  await link(vali, "Açık Kapı");
  await link(vali, "Açık Kapı Kullanıcı Kayıt");
  await button(vali, "Kaydet");
  for (const id of ["tip", "tckn", "cep", "ad", "soyad"]) await vali.locator(`#${id}-error`).waitFor();
  await kontrol(vali);
  await vali.getByLabel("Kullanıcı Yetki Tip").selectOption({ label: "Yetkili" });
  await vali.getByLabel("TC Kimlik No").fill(gul.tckn);
  await vali.getByLabel("Cep Telefonu").fill("0532 111 22 33");
  await vali.getByLabel("Adı", { exact: true }).fill("gül");
  await vali.getByLabel("Soyadı").fill("ışıl");
  await button(vali, "Kaydet");
  await sees(vali, "Kullanıcı kaydedildi.");
  await vali.getByLabel("Detsis Birim").pressSequentially("milli eğitim", { delay: 20 });
  await sees(vali, "Son Güncelleme:");
  await kontrol(vali);
  await vali.getByRole("button", { name: `Ekle ${egitim.birim}`, exact: true }).click();
  await vali.getByRole("row", { name: new RegExp(`${egitim.no}.*${egitim.birim}`) }).waitFor();
  await kontrol(vali);
});

step("YE-05: the Yetkili is searched, updated, reported, and deleted", async () => {
  await vali.goto("/yetki/kullanici");
  await vali.getByLabel("TC Kimlik No").fill(gul.tckn);
  await button(vali, "Ara");
  await sees(vali, "Toplam 1 kayıttan 1-1 gösteriliyor.");
  assert(!vali.url().includes(gul.tckn), `the address names somebody: ${vali.url()}`);
  await kontrol(vali);
  const { ad, icerik } = await masa.indir(vali, () => button(vali, "Rapor Al"));
  assert.match(ad, /\.xlsx$/);
  assert.equal(icerik.subarray(0, 2).toString(), "PK", "no workbook");
  await vali.getByRole("row", { name: /GÜL IŞIL/ }).getByRole("link", { name: /^Güncelle/ }).click();
  await vali.getByLabel("Cep Telefonu").fill("0312 111 22 33");
  await button(vali, "Güncelle");
  await vali.locator("#cep-error").waitFor();
  await kontrol(vali);
  await vali.getByLabel("Cep Telefonu").fill("0532 111 22 44");
  await button(vali, "Güncelle");
  await sees(vali, "Kullanıcı bilgileri güncellendi.");
  await link(vali, "Sil");
  await kontrol(vali);
  await button(vali, "Sil");
  await sees(vali, "Kullanıcı silindi.");
  await kontrol(vali);
});

step("YE-03, YE-05: a Sorumlu of one ilçe, who is then one of the whole il, and deleted", async () => {
  await vali.goto("/yetki/kullanici/yeni");
  await vali.getByLabel("Kullanıcı Yetki Tip").selectOption({ label: "Sorumlu" });
  await vali.getByLabel("TC Kimlik No").fill(gul.tckn);
  await vali.getByLabel("Cep Telefonu").fill("0532 111 22 33");
  await vali.getByLabel("Adı", { exact: true }).fill("gül");
  await vali.getByLabel("Soyadı").fill("ışıl");
  await button(vali, "Kaydet");
  await vali.getByLabel("İlçe", { exact: true }).selectOption({ label: "ALTINDAĞ" });
  await button(vali, "Ekle");
  await vali.getByRole("button", { name: "Kaldır ALTINDAĞ" }).click();
  await sees(vali, "ilin tüm ilçelerinin başvurularını görür");
  await kontrol(vali);
  await link(vali, "Sil");
  await button(vali, "Sil");
  await sees(vali, "Kullanıcı silindi.");
});

step("GR-04: the homes of Personel, Kimlik Bürosu and İşletmen", async () => {
  for (const hesap of ["personel.demo", "kimlik.bir", "isletmen"]) {
    const page = await pencere(browser, world.url);
    await girisYap(page, hesap);
    await sees(page, "Modüller");
    await kontrol(page);
    await page.context().close();
  }
});

step("YT-06: what a colleague holds is seen, and can be taken over", async () => {
  await basvur(world);
  const [desk, nuray, tarik] = await Promise.all([1, 2, 3].map(() => pencere(browser, world.url)));
  await vali.goto("/yetki/kullanici");
  await vali.getByRole("row", { name: /TARIK ÖZGÜN/ }).getByRole("link", { name: /^Güncelle/ }).click();
  await vali.getByLabel("Detsis Birim").pressSequentially("milli eğitim", { delay: 20 });
  await vali.getByRole("button", { name: `Ekle ${egitim.birim}`, exact: true }).click();
  await vali.getByRole("button", { name: `Kaldır ${egitim.birim}`, exact: true }).waitFor();
  await personel.girisYap(desk, world, { tckn: "88990000194", cep: "+905009000001" }, "AKS Anasayfa");
  await desk.goto("/aks/basvuru");
  const [no] = await masa.satirlar(desk);
  await desk.goto(`/aks/basvuru/${no}/yonlendir`);
  await personel.birimEkle(desk, "milli eğ", egitim.birim);
  await button(desk, "İlgili Birime Yönlendir");
  await personel.girisYap(nuray, world, egitim, "Yetkili Anasayfa");
  await nuray.goto("/birim/basvuru");
  await nuray.getByRole("row", { name: new RegExp(no) }).getByRole("link", { name: "Başvuru Detayını Göster" }).click();
  const detail = nuray.url();
  await personel.girisYap(tarik, world, saglik, "Yetkili Anasayfa");
  await tarik.goto(detail);
  await sees(tarik, "Şu anda kimse üzerinde çalışmıyor.");
  await button(nuray, "Üzerime Al");
  await sees(nuray, "Üzerinizde (");
  await kontrol(nuray);
  await sees(tarik, "NURAY IŞIK üzerinde çalışıyor");
  await kontrol(tarik);
  await button(tarik, "Yine de devral");
  await sees(tarik, "Üzerinizde (");
  await sees(nuray, "TARIK ÖZGÜN üzerinde çalışıyor");
  await kontrol(nuray);
});

const sertifikali = (name) => pencere(browser, world.url, {
  ignoreHTTPSErrors: true, clientCertificates: name && [{ origin: world.kapi, pfxPath: world.sertifika(name), passphrase: parola }],
});

step("GR-03, GR-06: without a certificate, with one that was revoked, with that of somebody who is no user: each is told what to do", async () => {
  for (const [name, says, status] of [
    ["", "Tarayıcınız sertifika göndermedi.", 401], ["test-iptal-edilmis", "Sertifikanız kabul edilmedi.", 403],
    ["test-taninmayan-kisi", "Proje Yöneticisine başvurunuz", 403],
  ]) {
    const page = await sertifikali(name);
    await page.goto("/e-icisleri");
    await link(page, "SERTİFİKALI GİRİŞ");
    await sees(page, says);
    reddedildi(page, status);
    await kontrol(page);
    await page.context().close();
  }
});

step("GR-03: a good certificate signs its owner in, to the page that they had asked for", async () => {
  const bey = await sertifikali(mia.hesap);
  await bey.goto("/mia");
  await kontrol(bey);
  await link(bey, "SERTİFİKALI GİRİŞ");
  await vatandas.baslik(bey, "Açık Kapı Başvuru Sorgulama");
  await bey.getByText(mia.ad).first().waitFor();
  await kontrol(bey);
});
