// The pages of relatives' cards, as a staff member and the Kimlik Bürosu see them in the course of two cards' lives.
import { cek } from "./cek.mjs";
import * as kart from "./personel-kart.mjs";
import { pencere, sees } from "./tarayici.mjs";
import { baslik } from "./vatandas.mjs";

export async function kartEkranlari(world, browser, yonetici) {
  const [hasan, pinar, cenk] = await Promise.all([1, 2, 3].map(() => pencere(browser, world.url)));
  await istekEkranlari(world, hasan);
  await buroEkranlari(hasan, pinar, cenk);
  await basimEkranlari(hasan, pinar);
  await iptalEkranlari(hasan, pinar);
  await ayrilanEkranlari(yonetici, pinar, cenk);
  for (const [path, name] of [["/yetki/referans/kart-ret", "referans-kart-ret-sebepleri"], ["/yetki/referans/iptal-neden", "referans-iptal-nedenleri"]]) {
    await yonetici.goto(path);
    await cek(yonetici, name, "");
  }
}

async function istekEkranlari(world, hasan) {
  await kart.gir(hasan);
  await hasan.goto("/kart");
  await sees(hasan, "Eş ve çocuk bilgisi bulunamamıştır!");
  await cek(hasan, "kart-aile-yok", "003 §3.1");
  await kart.aileGetir(hasan);
  await sees(hasan, "Aile bilgileriniz KPS'den alındı: 3 kişi.");
  await cek(hasan, "kart-listesi", "003 §3.1");
  const wrong = await kart.fotograf(hasan, { width: 640, height: 800, dpi: 72 });
  await kart.satir(hasan, "FATMA").getByRole("link", { name: "Kart Talebinde Bulun" }).click();
  await hasan.locator("#dekont").setInputFiles(kart.dekont);
  await hasan.getByRole("button", { name: "Yükle Dekont" }).click();
  await hasan.getByRole("link", { name: "Dekontu Göster" }).waitFor();
  await cek(hasan, "kart-talebi", "003 §3.2");
  await hasan.locator("#fotograf").setInputFiles(wrong);
  await hasan.getByRole("region", { name: "Fotoğrafı Hazırla" }).or(hasan.locator("[data-kirp]")).first().waitFor();
  await cek(hasan, "kart-fotograf-hazirla", "");
  await hasan.goto("/kart");
  for (const ad of ["FATMA", "ELİF"]) await kart.iste(hasan, ad);
  await sees(hasan, "Canlı:");
  await cek(hasan, "kart-talep-alindi", "003 §3.3");
}

async function buroEkranlari(hasan, pinar, cenk) {
  await kart.gir(pinar, "kimlik.bir");
  await kart.gir(cenk, "kimlik.iki");
  await pinar.goto("/kimlik");
  await sees(pinar, "Toplam 2 kayıttan");
  await sees(pinar, "Canlı:");
  await cek(pinar, "kimlik-kuyruk", "");
  await pinar.getByRole("button", { name: "Sıradaki Talebi Aç" }).click();
  await sees(pinar, "Üzerinizde (");
  await sees(pinar, "Canlı:");
  await cek(pinar, "kimlik-inceleme", "");
  await cenk.goto(pinar.url());
  await sees(cenk, "PINAR UÇAR üzerinde çalışıyor");
  await sees(cenk, "Canlı:");
  await cek(cenk, "kimlik-inceleme-meslektas", "");
  await pinar.locator("summary", { hasText: "Reddet" }).click();
  await pinar.getByLabel("Ret Sebebi Açıklama").fill("Fotoğrafta yüz tam görünmüyor.");
  await pinar.getByRole("button", { name: "Talebi reddet" }).click();
  await pinar.locator("#ret_sebebi-error").waitFor();
  await cek(pinar, "kimlik-ret-hata", "");
  await pinar.getByLabel("Ret Sebebi", { exact: true }).selectOption({ index: 1 });
  await pinar.getByRole("button", { name: "Talebi reddet" }).click();
  await sees(pinar, "Sıradaki talep üzerinize alındı.");
  await sees(pinar, "Canlı:");
  await pinar.locator("summary", { hasText: "Onayla" }).click();
  await pinar.getByRole("button", { name: "Evet, onayla" }).click();
  await sees(pinar, "onaylandı");
  await hasan.goto("/kart");
  await sees(hasan, "Canlı:");
  await cek(hasan, "kart-onay-ve-ret", "003 §3.3");
  await kart.iste(hasan, "FATMA");
  await kart.onayla(pinar, "FATMA");
  await pinar.goto("/kimlik?durum=sonuclanan");
  await baslik(pinar, "Sonuçlanan Talepler");
  await cek(pinar, "kimlik-sonuclanan", "");
}

async function basimEkranlari(hasan, pinar) {
  await pinar.goto("/kimlik/basim/bekleyen");
  await cek(pinar, "kimlik-basim-bekleyen", "");
  await pinar.goto("/kimlik/basim");
  await pinar.getByLabel("Kart Sayısı").fill("2");
  await pinar.getByRole("button", { name: "Parti Oluştur" }).click();
  await sees(pinar, "2 kart basım partisine alındı.");
  await cek(pinar, "kimlik-basim-partisi", "");
  const parti = pinar.url();
  await pinar.getByRole("button", { name: "Basıldı" }).click();
  await sees(pinar, "2 gönderilecek");
  await pinar.getByLabel("Gönderi Açıklaması").fill("Ankara Valiliği, 123 sayılı yazı");
  await pinar.getByRole("button", { name: "Gönderildi" }).click();
  await sees(pinar, "2 gönderildi");
  await pinar.goto(parti);
  await pinar.getByRole("link", { name: /Düzelt/ }).first().click();
  await cek(pinar, "kimlik-basim-duzelt", "");
  await pinar.getByRole("button", { name: "Kaydet" }).click();
  await pinar.locator("#neden-error").waitFor();
  await cek(pinar, "kimlik-basim-duzelt-hata", "");
  await pinar.goto("/kimlik/basim");
  await cek(pinar, "kimlik-basim", "");
  await pinar.goto("/kimlik/sayim");
  await cek(pinar, "kimlik-sayim", "");
  await hasan.goto("/kart");
  await kart.satir(hasan, "FATMA").getByRole("link", { name: "Ayrıntı" }).click();
  await sees(hasan, "Canlı:");
  await cek(hasan, "kart-ayrinti", "");
}

async function iptalEkranlari(hasan, pinar) {
  await hasan.goto("/kart");
  await kart.satir(hasan, "FATMA").getByRole("link", { name: /İptal Talebinde Bulun/ }).click();
  await hasan.getByLabel("İptal Talebi Nedeni").selectOption({ label: "Kayıp/Çalıntı" });
  await hasan.locator("#kayip_formu").waitFor();
  await cek(hasan, "kart-iptal-kayip", "003 §4");
  await hasan.getByLabel("İptal Talebi Nedeni").selectOption({ label: "Fotoğraf Değişikliği" });
  await sees(hasan, "KAYIP/ÇALINTI DIŞINDA");
  await cek(hasan, "kart-iptal", "003 §4.1");
  await hasan.getByRole("button", { name: "Kaydet" }).click();
  await sees(hasan, "İptal talebiniz alınmış");
  await pinar.goto("/kimlik");
  await kart.satir(pinar, "FATMA").getByRole("link", { name: /İncele/ }).click();
  await sees(pinar, "Canlı:");
  await cek(pinar, "kimlik-iptal-kart-bekleniyor", "");
}

// ayrilanEkranlari: the staff member leaves; the bureau cancels the daughter's card, which does not come back.
async function ayrilanEkranlari(yonetici, pinar, cenk) {
  await kart.ayrilir(yonetici, "HASAN KAYA");
  await pinar.goto("/kimlik?durum=ayrilan");
  await sees(pinar, "Toplam 1 kayıt");
  await cek(pinar, "kimlik-ayrilan", "");
  await kart.satir(pinar, "ELİF").getByRole("link", { name: /Kartı aç/ }).click();
  await pinar.locator("summary", { hasText: "İptal İşlemini Başlat" }).click();
  await pinar.getByLabel("Ayrılış bilgisi").fill("Emekli olmuştur; 03.11.2026 tarihli ve 4417 sayılı yazı.");
  await cek(pinar, "kimlik-ayrilan-iptal", "");
  await pinar.getByRole("button", { name: "İptali başlat" }).click();
  await sees(pinar, "İptal işlemi başlatıldı.");
  await pinar.locator("summary", { hasText: "Kart Geri Alınamadı" }).click();
  await pinar.getByLabel("Kart neden geri alınamadı?").fill("Kart iki kez yazıyla istendi, yanıt gelmedi.");
  await cek(pinar, "kimlik-geri-alinamadi", "");
  await pinar.getByRole("button", { name: "Geri alınamadığını kaydet" }).click();
  await sees(pinar, "iptali başka bir görevli onaylar");
  await cenk.goto(pinar.url());
  await sees(cenk, "Canlı:");
  await cek(cenk, "kimlik-geri-alinamadi-onay", "");
}
