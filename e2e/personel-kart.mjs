// What a staff member does on the card's pages, and the papers that they bring.
import assert from "node:assert/strict";

import { parolaYaz } from "./personel.mjs";
import { sees } from "./tarayici.mjs";
import { baslik } from "./vatandas.mjs";

// fotograf is a JPEG of that size, drawn by the browser of page; dpi 0 = it says no density (KT-04).
export async function fotograf(page, { width = 600, height = 800, dpi = 300, name = "vesikalık.jpg" } = {}) {
  const base64 = await page.evaluate(([w, h]) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: w, height: h });
    const pen = canvas.getContext("2d");
    for (const [colour, x, y, rx, ry] of [["#dfe7f1", .5, .5, 1, 1], ["#2f4468", .5, 1.02, .42, .34], ["#d9b08c", .5, .42, .21, .24]]) {
      pen.fillStyle = colour;
      pen.beginPath();
      pen.ellipse(w * x, h * y, w * rx, h * ry, 0, 0, 7);
      pen.fill();
    }
    return canvas.toDataURL("image/jpeg", .9).split(",")[1];
  }, [width, height]);
  const buffer = Buffer.from(base64, "base64");
  assert.equal(buffer.toString("latin1", 6, 10), "JFIF");
  buffer.set(dpi ? [1, dpi >> 8, dpi & 255, dpi >> 8, dpi & 255] : [0, 0, 1, 0, 1], 13);
  return { name, mimeType: "image/jpeg", buffer };
}

// pdf is a PDF of one page that says text.
export function pdf(name, text) {
  const stream = `BT /F1 28 Tf 60 700 Td (${text}) Tj ET`;
  const parts = [
    "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
    `<</Length ${stream.length}>>\nstream\n${stream}\nendstream`, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
  ];
  let file = "%PDF-1.4\n";
  const places = parts.map((part, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${part}\nendobj\n`;
    return `${String(at).padStart(10, "0")} 00000 n \n`;
  });
  file += `xref\n0 ${parts.length + 1}\n0000000000 65535 f \n${places.join("")}trailer\n<</Size ${parts.length + 1}/Root 1 0 R>>\nstartxref\n${file.length}\n%%EOF\n`;
  return { name, mimeType: "application/pdf", buffer: Buffer.from(file, "latin1") };
}

export const dekont = pdf("dekont.pdf", "DEKONT 150,00 TL");

// gir signs the staff member in, or whoever has that user name, and opens the list.
export async function gir(page, hesap = "personel.demo") {
  await page.goto("/e-icisleri/giris");
  await parolaYaz(page, hesap);
  await baslik(page, "e-İçişleri Standart Ana Sayfa");
}

export const satir = (page, ad) => page.getByRole("row", { name: new RegExp(ad) });

export const aileGetir = (page) => page.getByRole("button", { name: "Aile Bilgilerini KPS' den getir" }).click();

// iste asks for a card of the relative (KT-06); page stands at the list.
export async function iste(page, ad) {
  const photo = await fotograf(page);
  await satir(page, ad).getByRole("link", { name: "Kart Talebinde Bulun" }).click();
  await page.locator("#fotograf").setInputFiles(photo);
  await page.locator("#dekont").setInputFiles(dekont);
  await kabul(page);
  await page.getByRole("button", { name: "Kaydet" }).click();
  await sees(page, "Talebiniz alınmış ve Kimlik Bürosuna yönlendirilmiştir");
}

export const kabul = (page) => page.getByLabel("Talep edilen kartın her türlü sorumluluğunu kabul ediyorum.").check();

// gonder lets somebody of the bureau print and send the cards that wait for it, in a batch of their own (KB-03).
export async function gonder(page) {
  await page.goto("/kimlik/basim");
  await page.getByRole("button", { name: "Parti Oluştur" }).click();
  await page.getByRole("button", { name: "Basıldı" }).click();
  await page.getByLabel("Gönderi Açıklaması").fill("Ankara Valiliği, 123 sayılı yazı");
  await page.getByRole("button", { name: "Gönderildi" }).click();
  await sees(page, "kart “Gönderildi” olarak kaydedildi.");
}

// onayla lets somebody of the bureau approve the request for the relative's card, or to cancel it.
export async function onayla(page, ad) {
  await page.goto("/kimlik");
  await satir(page, ad).getByRole("link", { name: /İncele/ }).click();
  await page.getByRole("button", { name: "Üzerime Al" }).click();
  await sees(page, "Üzerinizde (");
  await page.locator("summary", { hasText: "Onayla" }).click();
  await page.getByRole("button", { name: "Evet, onayla" }).click();
  await sees(page, "onaylandı");
}

// ayrilir lets the Proje Yöneticisi delete the user of e-İçişleri with that name: the staff member has left.
export async function ayrilir(yonetici, ad) {
  await yonetici.goto("/yetki/hesap");
  await satir(yonetici, ad).getByRole("link", { name: /^Sil/ }).click();
  await yonetici.getByRole("main").getByRole("button", { name: "Sil" }).click();
  await sees(yonetici, "silindi");
}
