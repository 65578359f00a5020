// What staff do on their pages, as people do it: by links, labels and buttons.
import { parola } from "./kisiler.mjs";
import { sonrakiKod } from "./sms.mjs";
import { baslik } from "./vatandas.mjs";

// girisYap signs an AKS or a Yetkili in (GR-01); home is the heading of the page that they come to.
export async function girisYap(page, world, { tckn, cep }, home) {
  await page.goto("/");
  await page.getByRole("link", { name: "Sorumlu/Yetkili Girişi" }).click();
  const code = await sonrakiKod(world, cep, () => kimlik(page, tckn, cep));
  await page.getByLabel("Onay Kodu").fill(code);
  await page.getByRole("button", { name: "Tamam" }).click();
  await baslik(page, home);
}

export async function kimlik(page, tckn, cep) {
  await page.getByLabel("T.C. Kimlik No").fill(tckn);
  await page.getByLabel("Cep Telefonu").fill(cep);
  await page.getByRole("button", { name: "Giriş" }).click();
}

// parolaYaz signs in by “Sertifikasız Giriş” (GR-03).
export async function parolaYaz(page, hesap, word = parola) {
  await page.getByLabel("Kullanıcı Adı").fill(hesap);
  await page.getByLabel("Şifre").fill(word);
  await page.getByRole("button", { name: "Giriş" }).click();
}

// birimEkle types part of a unit's name and takes the unit from what is offered (AK-10).
export async function birimEkle(page, typed, birim) {
  await page.getByLabel("Yönlendirilecek Birim").pressSequentially(typed, { delay: 20 });
  await page.getByRole("option", { name: `Ekle ${birim}`, exact: true }).click();
  await page.getByRole("button", { name: `Kaldır ${birim}`, exact: true }).waitFor();
}

// bul searches an application by number and opens its detail page.
export async function bul(page, no) {
  await page.getByLabel("Başvuru No", { exact: true }).fill(no);
  await page.getByRole("button", { name: "Ara", exact: true }).click();
  await page.getByRole("row", { name: new RegExp(no) }).getByRole("link", { name: "Başvuru Detayını Göster" }).click();
  await baslik(page, "Başvuru Detayı");
}

// cevapla fills in an answer, of a unit or of the MİA, and sends it.
export async function cevapla(page, sonuc, metin) {
  await page.getByLabel(sonuc, { exact: true }).check();
  await page.getByLabel("Cevap", { exact: true }).fill(metin);
  await page.getByRole("button", { name: "Cevapla", exact: true }).click();
}
