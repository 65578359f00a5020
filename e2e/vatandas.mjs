// What a citizen does on the pages of “Başvuru Yap”, as people do it: by labels and buttons.
import { sonrakiKod } from "./sms.mjs";

// Small files that are what their names say (G-05).
export const resim = {
  name: "çukur.png", mimeType: "image/png",
  buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64"),
};
export const belge = {
  name: "dilekçe.pdf", mimeType: "application/pdf",
  buffer: Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"),
};
export const yalan = { name: "fatura.pdf", mimeType: "application/pdf", buffer: Buffer.from("Bu bir PDF değildir.") };

export const basliklar = [
  ["EĞİTİM", "Okula kayıt, nakil ve yerleştirme işlemleri"],
  ["SAĞLIK", "Acil sağlık hizmetleri ile ilgili başvurular"],
];

export async function kimlik(page, { tckn, ad, soyad, anne, cep }) {
  await page.getByLabel("T.C. Kimlik No").fill(tckn);
  await page.getByLabel("Adınız", { exact: true }).fill(ad);
  await page.getByLabel("Soyadınız").fill(soyad);
  await page.getByLabel("Anne Kızlık Soyadı (ilk ve son harfi)").fill(anne);
  await page.getByLabel("Cep Telefonu").fill(cep);
  await page.getByRole("button", { name: "Onay Kodu Gönder" }).click();
}

export async function kod(page, code) {
  await page.getByLabel("Onay Kodu").fill(code);
  await page.getByRole("button", { name: "Tamam" }).click();
}

// girisYap leads from the home page to the form “Başvuru Kayıt”.
export async function girisYap(page, world, kisi) {
  await page.goto("/");
  await page.getByRole("link", { name: "Başvuru Yap" }).click();
  const code = await sonrakiKod(world, kisi.cep, () => kimlik(page, kisi));
  await kod(page, code);
  await baslik(page, "Başvuru Kayıt");
}

// adres chooses list after list, each filled by the choice before (VB-06).
export async function adres(page, { acik, il, ilce, mahalle }) {
  await page.getByLabel("Başvuruya Konu Olan Açık Adres").fill(acik);
  for (const [label, choice] of [["İl", il], ["İlçe", ilce], ["Mahalle", mahalle]]) await sec(page, label, choice);
}

// ekle adds a pair of headings (VB-08).
export async function ekle(page, [ust, alt]) {
  await sec(page, "Hizmet Başlığı", ust);
  await sec(page, "Hizmet Alt Başlığı", alt);
  await page.getByRole("button", { name: "Ekle", exact: true }).click();
  await page.getByRole("button", { name: `Sil ${ust} ${alt}` }).waitFor();
}

// konu fills in the rest that is mandatory (VB-09).
export async function konu(page, text) {
  await sec(page, "Eğitim Durumu", "Lise");
  await sec(page, "Çalışma Sektörü", "Bilişim");
  await page.getByLabel("Başvuru Konusu").fill(text);
}

export async function dosya(page, ...files) {
  await page.getByLabel("Dosyalar", { exact: true }).setInputFiles(files);
  await page.getByRole("button", { name: "Yeni Dosya" }).click();
}

export const kaydet = (page) => page.getByRole("button", { name: "Kaydet" }).click();

// sorgula asks for an application by number and T.C. Kimlik No (VS-01).
export async function sorgula(page, no, tckn) {
  await page.getByLabel("Başvuru No").fill(no);
  await page.getByLabel("T.C. Kimlik No").fill(tckn);
  await page.getByRole("button", { name: "Sorgula" }).click();
}

// takipNo is the number that the page gives out (VB-11).
export async function takipNo(page) {
  const said = await page.getByText(/Başvuru Takip No: \d+/).first().textContent();
  return said.match(/\d+/)[0];
}

// sec chooses from a list as soon as the list has the choice.
export const sec = (page, label, choice) => page.getByLabel(label, { exact: true }).selectOption({ label: choice });

export const baslik = (page, text) => page.getByRole("heading", { level: 1, name: text }).waitFor();
