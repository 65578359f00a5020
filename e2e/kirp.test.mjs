// KT-04: where a photo does not have the size and the density that are asked for, the page makes one of it; the server checks it all the same.
import assert from "node:assert/strict";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { after, before } from "node:test";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

import { measure } from "../internal/web/static/kirp-jpeg.js";
import { adimlar } from "./adim.mjs";
import { dunya } from "./dunya.mjs";
import * as personel from "./personel.mjs";
import { kontrol, pencere, sees, tarayici } from "./tarayici.mjs";
import { baslik } from "./vatandas.mjs";

let world, browser, page, talep, folder;
const step = adimlar(() => browser);
const field = () => page.locator("#fotograf");
const frame = () => page.getByRole("group", { name: "Kırpma çerçevesi" });

before(async () => {
  world = await dunya();
  browser = await tarayici();
  page = await pencere(browser, world.url);
});
after(async () => {
  await browser?.close();
  await world?.end();
  if (folder) await rm(folder, { recursive: true });
});

// png paints a picture whose left half is red and whose right half is blue.
function png(width, height) {
  const row = Buffer.alloc(1 + 3 * width);
  for (let x = 0; x < width; x++) row[1 + 3 * x + (x < width / 2 ? 0 : 2)] = 220;
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.concat(Array(height).fill(row)));
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))]);
}

const sec = (name, mimeType, buffer) => field().setInputFiles({ name, mimeType, buffer });

// buyuk is a file of a little more than 20 MB; from disk, for by hand it takes long to give it to the browser.
async function buyuk() {
  folder = await mkdtemp(join(tmpdir(), "kirp-"));
  const path = join(folder, "buyuk.jpg");
  await writeFile(path, "");
  await truncate(path, (20 << 20) + 1);
  return path;
}

// presses sends a key to what has the focus, so many times.
async function presses(key, times) {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
}

// yuklenen is the photo that the server keeps: its bytes, and the colour of its middle as the page shows it.
async function yuklenen() {
  const shown = page.getByRole("img", { name: "Yüklenen fotoğraf" });
  const answer = await page.request.get(await shown.getAttribute("src"));
  const middle = await shown.evaluate(async (img) => {
    await img.decode();
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    pen.drawImage(img, -img.naturalWidth / 2, -img.naturalHeight / 2);
    const [red, , blue] = pen.getImageData(0, 0, 1, 1).data;
    return red > 150 && blue < 80 ? "red" : blue > 150 && red < 80 ? "blue" : `${red}, ${blue}`;
  });
  return { bytes: await answer.body(), middle };
}

step("KT-01, KT-02: a staff member comes to the request for a child", async () => {
  await page.goto("/e-icisleri/giris");
  await personel.parolaYaz(page, "personel.demo");
  await baslik(page, "e-İçişleri Standart Ana Sayfa");
  await page.goto("/kart");
  await page.getByRole("button", { name: "Aile Bilgilerini KPS' den getir" }).click();
  await page.getByRole("link", { name: /Kart Talebinde Bulun.*ELİF/ }).click();
  talep = page.url();
  await field().waitFor();
  assert.equal(await page.getByText("Fotoğrafı Hazırla").isVisible(), false);
});

step("KT-04: a picture of another size and format is placed in the frame by keys alone", async () => {
  await sec("tatil.png", "image/png", png(1000, 700));
  await sees(page, /Seçtiğiniz resim 1000×700 piksel/);
  await frame().locator(".cropper-crop-box").waitFor();
  await frame().focus();
  await presses("+", 6);
  await sees(page, /Çerçevede yalnızca \d+×\d+ piksel var: fotoğraf büyütülecek/);
  await kontrol(page);
  await frame().focus();
  await presses("-", 8);
  await presses("ArrowRight", 60); // the picture goes right until its left side stands in the frame
  await presses("Tab", 8); // past the seven buttons
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Fotoğrafı Hazırla");
  await page.keyboard.press("Enter");
  await sees(page, /Fotoğraf hazır: 600×800 piksel, 300 dpi, \d+ KB\. Şimdi yükleyiniz\./);
  await kontrol(page);
});

step("KT-04: what was prepared is uploaded, and is what the server asks for", async () => {
  await page.getByRole("button", { name: "Hazırlanan Fotoğrafı Yükle" }).click();
  await sees(page, "Fotoğraf başarılı bir şekilde yüklendi");
  const { bytes, middle } = await yuklenen();
  assert.deepEqual(measure(bytes), { width: 600, height: 800, dpi: 300 });
  assert.equal(middle, "red");
  await kontrol(page);

  await sec("hazir.jpg", "image/jpeg", bytes);
  await sees(page, /Seçtiğiniz fotoğraf uygun: 600×800 piksel, 300 dpi, \d+ KB/);
  assert.equal(await frame().isVisible(), false);
});

step("KT-04: the buttons and the mouse do the same; a photo can be cropped anew", async () => {
  await sec("ikinci.png", "image/png", png(900, 900));
  const box = frame().locator(".cropper-crop-box");
  await box.waitFor();
  const { x, y, width, height } = await box.boundingBox();
  assert.equal(Math.round((width / height) * 100), 75);
  await page.getByRole("button", { name: "Fotoğrafı Hazırla" }).click();
  await page.getByRole("button", { name: "Yeniden Kırp" }).click();
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x - 400, y + height / 2, { steps: 5 });
  await page.mouse.up();
  await page.getByRole("button", { name: "Yakınlaştır", exact: true }).click();
  for (let i = 0; i < 20; i++) await page.getByRole("button", { name: "Sola kaydır" }).click();
  await page.getByRole("button", { name: "Fotoğrafı Hazırla" }).click();
  await sees(page, "Fotoğraf hazır:");
  await page.getByRole("button", { name: "Yükle Fotoğraf" }).click();
  await sees(page, "Fotoğraf başarılı bir şekilde yüklendi");
  assert.equal((await yuklenen()).middle, "blue");
});

step("KT-04: what is no picture is told, and the file goes to the server as it is", async () => {
  await sec("mektup.jpg", "image/jpeg", Buffer.from("Sayın yetkili,"));
  await sees(page, "Bu dosya tarayıcınızda resim olarak açılamadı.");
  await page.getByRole("button", { name: "Yükle Fotoğraf" }).click();
  await sees(page, "Fotoğraf JPG ya da JPEG formatında olmalıdır; yüklediğiniz dosyanın biçimi tanınmadı.");
  await field().setInputFiles(await buyuk());
  await sees(page, "Burada en fazla 20 MB boyutundaki fotoğraflar hazırlanabilir.");
  await field().setInputFiles([]);
  await page.getByText("Burada en fazla 20 MB").waitFor({ state: "hidden" });
});

step("UI-03: without JavaScript the field is a plain one", async () => {
  const plain = await pencere(browser, world.url, { javaScriptEnabled: false, storageState: await page.context().storageState() });
  await plain.goto(talep);
  await plain.locator("#fotograf").setInputFiles({ name: "tatil.png", mimeType: "image/png", buffer: png(640, 800) });
  assert.equal(await plain.getByRole("group", { name: "Kırpma çerçevesi" }).isVisible(), false);
  await plain.getByRole("button", { name: "Yükle Fotoğraf" }).click();
  await sees(plain, "yüklediğiniz 640×800 piksel");
  assert.deepEqual(plain.sorunlar, []);
});
