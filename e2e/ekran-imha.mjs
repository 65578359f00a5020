// The pages of retention and disposal (SC-06), as two Proje Yöneticisi see them in the course of one list.
import { cek } from "./cek.mjs";
import * as masa from "./masa.mjs";
import * as personel from "./personel.mjs";
import { pencere, sees } from "./tarayici.mjs";
import { baslik } from "./vatandas.mjs";

// kapat lets the desk close that many applications of its list.
export async function kapat(desk, count) {
  await desk.goto("/aks/basvuru");
  const nos = (await masa.satirlar(desk)).slice(0, count);
  await masa.sec(desk, ...nos);
  await desk.getByRole("button", { name: "Seçilenleri Kapat" }).click();
  await desk.getByLabel("Vatandaşlara Verilecek Cevap").fill("Talebiniz ilgili birimce değerlendirilmiştir.");
  await desk.getByLabel("Başvuru Olumlu Kapatıldı").check();
  await desk.getByRole("button", { name: `${count} Başvuruyu Kapat` }).click();
  await baslik(desk, "Seçilenleri Kapat: Sonuç");
  await desk.locator("progress").waitFor({ state: "detached" });
}

// yillarSonra makes everything that is closed eight years older and puts it on a list, as the timer does once a minute.
export const yillarSonra = (world) => world.sql(`
  UPDATE basvuru SET olusturma = olusturma - interval '8 years', son_islem = son_islem - interval '8 years' WHERE son_cevap IS NULL AND durum LIKE 'kapa%';
  INSERT INTO imha_liste (zaman) VALUES (now()) ON CONFLICT DO NOTHING;
  INSERT INTO imha_kalem (liste_no, konu, konu_no, il_kodu, dayanak)
    SELECT (SELECT no FROM imha_liste), 'basvuru', no, il_kodu, son_islem FROM basvuru WHERE son_islem < now() - interval '5 years' ON CONFLICT DO NOTHING`);

// ikinciYonetici is another Proje Yöneticisi, signed in. Who defined them could not have them approve a list: so nobody did.
export async function ikinciYonetici(world, browser, yonetici) {
  const [hesap, ilk, yeni] = ["kemal.isik", "üç deve bir dağda", "dört kedi bir damda"];
  const fill = async (page, values) => {
    for (const [label, value] of Object.entries(values)) await page.getByLabel(label, { exact: true }).fill(value);
  };
  await yonetici.goto("/yetki/hesap/yeni");
  await yonetici.getByLabel("Kullanıcı Tipi").selectOption({ label: "Proje Yöneticisi" });
  await fill(yonetici, { "TC Kimlik No": "10000000214", "Adı": "kemal", "Soyadı": "ışık", "Kullanıcı Adı": hesap, "İlk Şifre": ilk, "İlk Şifre (tekrar)": ilk });
  await yonetici.getByLabel("Kullanıcı ve Tanım İşlemleri").check();
  await yonetici.getByRole("button", { name: "Kaydet" }).click();
  await sees(yonetici, "Kullanıcı kaydedildi.");
  await world.sql(`UPDATE kullanici SET olusturan = NULL WHERE kullanici_adi = '${hesap}'`);
  const page = await pencere(browser, world.url);
  await page.goto("/e-icisleri/giris");
  await personel.parolaYaz(page, hesap, ilk);
  await baslik(page, "Şifre Değiştir");
  await fill(page, { "Geçerli Şifre": ilk, "Yeni Şifre": yeni, "Yeni Şifre (tekrar)": yeni });
  await page.getByRole("button", { name: "Şifreyi Değiştir" }).click();
  await baslik(page, "e-İçişleri Standart Ana Sayfa");
  return page;
}

export async function imhaEkranlari(world, browser, yonetici) {
  const button = (page, name) => page.getByRole("button", { name, exact: true }).click();
  const link = (page, name) => page.getByRole("main").getByRole("link", { name }).first().click();
  await yonetici.goto("/yetki/imha");
  await cek(yonetici, "imha-liste-yok", "");
  await yonetici.goto("/yetki/imha/sure");
  await cek(yonetici, "imha-saklama-sureleri", "");
  await link(yonetici, /^Güncelle/);
  await yonetici.getByLabel("Süre (yıl)").fill("0");
  await button(yonetici, "Güncelle");
  await yonetici.locator("#sure-error").waitFor();
  await cek(yonetici, "imha-saklama-suresi-hata", "");
  await yillarSonra(world);
  await yonetici.goto("/yetki/imha");
  await link(yonetici, /^Aç/);
  await cek(yonetici, "imha-listesi", "");
  await link(yonetici, /^Yasal saklama/);
  await button(yonetici, "Yasal Saklamaya Al");
  await yonetici.locator("#neden-error").waitFor();
  await cek(yonetici, "imha-yasal-saklama-hata", "");
  await yonetici.getByLabel("Gerekçe").fill("Ankara 3. İdare Mahkemesi, 2026/12 esas");
  await button(yonetici, "Yasal Saklamaya Al");
  await sees(yonetici, "yasal saklamaya alındı");
  await cek(yonetici, "imha-yasal-saklama", "");
  await link(yonetici, /^Kaldır/);
  await cek(yonetici, "imha-yasal-saklama-kaldir", "");
  await yonetici.goto("/yetki/imha/1");
  await button(yonetici, "Onaya Sun");
  await sees(yonetici, "onaya sunuldu");
  await cek(yonetici, "imha-onaya-sunuldu", "");
  const ikinci = await ikinciYonetici(world, browser, yonetici);
  await ikinci.goto("/yetki/imha/1");
  await button(ikinci, "İncelemeye Geri Gönder");
  await ikinci.locator("#neden-error").waitFor();
  await cek(ikinci, "imha-geri-gonder-hata", "");
  await ikinci.getByText("Onayla ve İmha Et", { exact: true }).click();
  await cek(ikinci, "imha-onayla", "");
  await button(ikinci, "Evet, imha et");
  await sees(ikinci, "Liste onaylandı.");
  await cek(ikinci, "imha-onaylandi", "");
}
