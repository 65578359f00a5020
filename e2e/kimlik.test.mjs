// The Kimlik Bürosu's day in a browser, at desktop and phone width: what is asked for arrives by itself, is taken, looked at closely by
// keys, refused with a reason and approved by keys; the next one opens by itself.
import assert from "node:assert/strict";
import { after, before } from "node:test";

import { adimlar } from "./adim.mjs";
import { until } from "./bekle.mjs";
import { dunya } from "./dunya.mjs";
import * as kart from "./personel-kart.mjs";
import { kontrol, pencere, sees, tarayici } from "./tarayici.mjs";
import { baslik } from "./vatandas.mjs";

let world, browser, hasan, pinar, cenk, fotograf;
const step = adimlar(() => browser);

// iste asks for a card of the relative (KT-06).
async function iste(ad, belge) {
  await hasan.goto("/kart");
  await hasan.getByRole("row", { name: new RegExp(ad) }).getByRole("link", { name: /Kart Talebinde Bulun/ }).click();
  await hasan.locator("#fotograf").setInputFiles(fotograf);
  await hasan.locator("#dekont").setInputFiles(belge);
  await hasan.getByLabel("Talep edilen kartın her türlü sorumluluğunu kabul ediyorum.").check();
  await hasan.getByRole("button", { name: "Kaydet" }).click();
  await sees(hasan, "Talebiniz alınmış ve Kimlik Bürosuna yönlendirilmiştir");
}

const { satir, gir } = kart;
const resim = (page, kim) => page.locator(`[data-viewer="${kim}"] img`);
const boyut = (image) => image.evaluate((one) => { const { width, height } = one.getBoundingClientRect(); return { width: Math.round(width), height: Math.round(height) }; });
const odak = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.dataset?.stage !== undefined && "stage" || document.activeElement.tagName);

before(async () => {
  world = await dunya();
  browser = await tarayici();
  [hasan, pinar, cenk] = await Promise.all([1, 2, 3].map(() => pencere(browser, world.url)));
});
after(async () => {
  await browser?.close();
  await world?.end();
});

step("KB-01: the bureau's module opens the queue; a new request appears in it without reload", async () => {
  await gir(pinar, "kimlik.bir");
  await pinar.getByRole("main").getByRole("link", { name: "Kimlik Bürosu", exact: true }).click();
  await baslik(pinar, "Kart Talepleri");
  await sees(pinar, "Onay bekleyen talep bulunmamaktadır.");
  await sees(pinar, "Canlı:");
  await kontrol(pinar);
  await gir(hasan, "personel.demo");
  await hasan.goto("/kart");
  await kart.aileGetir(hasan);
  await satir(hasan, "FATMA").waitFor();
  fotograf = await kart.fotograf(hasan);
  await iste("FATMA", await kart.fotograf(hasan, { width: 1240, height: 900, name: "dekont.jpg" }));
  await satir(pinar, "FATMA").waitFor();
  await sees(pinar, "Toplam 1 kayıttan 1-1 gösteriliyor.");
  await satir(pinar, "FATMA").getByText("Boşta").waitFor();
  await kontrol(pinar);
});

step("KB-01: the focus stays on its line while others arrive", async () => {
  await satir(pinar, "FATMA").getByRole("link", { name: /İncele/ }).focus();
  const before = await odak(pinar);
  assert.match(before, /^talep-\d+-1-ac$/);
  await iste("ELİF", kart.dekont);
  await satir(pinar, "ELİF").waitFor();
  assert.equal(await odak(pinar), before);
  const [first] = await pinar.locator("#kuyruk tbody tr").allInnerTexts();
  assert.match(first, /FATMA/, "the oldest is not on top");
});

step("KB-02: “Sıradaki Talebi Aç” takes the oldest free one; the colleague sees who has it and gets the other", async () => {
  await gir(cenk, "kimlik.iki");
  await cenk.goto("/kimlik");
  await sees(cenk, "Canlı:");
  await pinar.getByRole("button", { name: "Sıradaki Talebi Aç" }).click();
  await baslik(pinar, "Kart Talebi İnceleme");
  await sees(pinar, "FATMA KAYA");
  await sees(pinar, "Üzerinizde (");
  await satir(cenk, "FATMA").getByText("PINAR UÇAR üzerinde çalışıyor").waitFor();
  await kontrol(cenk);
  await kontrol(pinar);
});

step("KB-01: photo beside receipt, enlarged, turned and moved by keys alone", async () => {
  const [foto, belge] = [resim(pinar, "fotograf"), resim(pinar, "belge")];
  for (const image of [foto, belge]) await until("the picture", () => image.evaluate((one) => one.complete && one.naturalWidth > 0));
  const [a, b] = await Promise.all([foto, belge].map((one) => one.boundingBox()));
  assert(a.x + a.width <= b.x, "photo and receipt do not stand side by side");
  await pinar.locator("h1").click();
  await pinar.keyboard.press("f");
  assert.equal(await odak(pinar), "stage");
  const small = await boyut(foto);
  await pinar.keyboard.press("+");
  await pinar.keyboard.press("+");
  const large = await boyut(foto);
  assert(Math.abs(large.width - small.width * 2) < 3, `enlarged from ${small.width} to ${large.width}`);
  await pinar.keyboard.press("ArrowDown");
  await until("the picture to move", () => pinar.locator('[data-viewer="fotograf"] [data-stage]').evaluate((one) => one.scrollTop > 0));
  await pinar.keyboard.press("d");
  const turned = await boyut(foto);
  assert(turned.width > turned.height, "it was not turned");
  await pinar.keyboard.press("0");
  assert.deepEqual(await boyut(foto), small);
  await pinar.getByRole("group", { name: "Dekont görüntüsü" }).getByRole("button", { name: "Büyüt" }).click();
  await sees(pinar, "Büyütme yüzde 150.");
  await kontrol(pinar);
});

step("KB-01: a refusal without a reason is told at its field and keeps what was typed; letters typed in it are no shortcuts", async () => {
  await pinar.locator("h1").click();
  await pinar.keyboard.press("r");
  assert.equal(await odak(pinar), "ret_sebebi");
  await pinar.getByLabel("Ret Sebebi Açıklama").fill("");
  await pinar.getByLabel("Ret Sebebi Açıklama").pressSequentially("Fotoğraf soros? bulanık.");
  await pinar.getByRole("button", { name: "Talebi reddet" }).click();
  await pinar.locator("#ret_sebebi-error").waitFor();
  assert.equal(await pinar.getByLabel("Ret Sebebi Açıklama").inputValue(), "Fotoğraf soros? bulanık.");
  await kontrol(pinar);
});

step("KB-01: refused with a reason, the next free request opens by itself, with a word on what was done", async () => {
  await pinar.getByLabel("Ret Sebebi", { exact: true }).selectOption({ index: 1 });
  await pinar.getByRole("button", { name: "Talebi reddet" }).click();
  await sees(pinar, "FATMA KAYA: Kart Talebi reddedildi. Sıradaki talep üzerinize alındı.");
  await sees(pinar, "ELİF KAYA");
  await sees(pinar, "Üzerinizde (");
  await kontrol(pinar);
  await hasan.goto("/kart");
  await sees(hasan, "Fotoğraf soros? bulanık.");
});

step("KB-01: a PDF stands beside the photo, in a frame that can do nothing", async () => {
  const frame = pinar.locator('[data-viewer="belge"] iframe');
  await frame.waitFor();
  const answer = await pinar.request.get(await frame.getAttribute("src"));
  assert.equal(answer.headers()["content-type"], "application/pdf");
  assert.match(answer.headers()["content-disposition"], /^inline/);
  assert.equal(answer.headers()["x-content-type-options"], "nosniff");
});

step("WCAG 2.1.4: the keys are listed by “?” and can be switched off", async () => {
  await pinar.locator("h1").click();
  await pinar.keyboard.press("?");
  await pinar.getByText("Kısayollar açık").waitFor();
  await kontrol(pinar);
  await pinar.getByLabel("Kısayollar açık").uncheck();
  await pinar.locator("h1").click();
  await pinar.keyboard.press("o");
  assert.equal(await pinar.locator("#onayla").getAttribute("open"), null);
  await pinar.reload();
  await pinar.locator("h1").click();
  await pinar.keyboard.press("?");
  assert.equal(await pinar.locator("#kisayollar").getAttribute("open"), null, "the choice was forgotten");
  await pinar.locator("#kisayollar summary").click();
  await pinar.getByLabel("Kısayollar açık").check();
});

step("KB-02: what a colleague decides under one's eyes is told at once, and nothing can be decided twice", async () => {
  await cenk.goto("/kimlik");
  await satir(cenk, "ELİF").getByRole("link", { name: /İncele/ }).click();
  await sees(cenk, "PINAR UÇAR üzerinde çalışıyor");
  await cenk.keyboard.press("r");
  await cenk.getByLabel("Ret Sebebi Açıklama").fill("Yazdıklarım kalsın");
  await cenk.getByLabel("Ret Sebebi", { exact: true }).selectOption({ index: 1 });
  await cenk.getByRole("button", { name: "Talebi reddet" }).click();
  await sees(cenk, "İşleminiz yapılmadı.");
  assert.equal(await cenk.getByLabel("Ret Sebebi Açıklama").inputValue(), "Yazdıklarım kalsın");
  await kontrol(cenk);
  await sees(cenk, "Canlı:");
  await pinar.locator("h1").click();
  await pinar.keyboard.press("o");
  await until("the second step", async () => await odak(pinar) === "onayla-evet");
  await pinar.keyboard.press("Escape");
  assert.equal(await odak(pinar), "onayla-ac");
  await pinar.keyboard.press("o");
  await pinar.keyboard.press("Enter");
  await sees(pinar, "ELİF KAYA: Kart Talebi onaylandı. Sırada boşta talep yok.");
  await baslik(pinar, "Kart Talepleri");
  await sees(cenk, "PINAR UÇAR tarafından");
  await until("the buttons to rest", () => cenk.getByRole("button", { name: "Talebi reddet" }).isDisabled());
  await kontrol(cenk);
});

step("KI-03: a card that was not lost is cancelled when it has arrived, not before", async () => {
  await kart.gonder(pinar);
  await pinar.goto("/kimlik");
  await sees(pinar, "Canlı:");
  await hasan.goto("/kart");
  await satir(hasan, "ELİF").getByRole("link", { name: /İptal Talebinde Bulun/ }).click();
  await hasan.getByLabel("İptal Talebi Nedeni").selectOption({ label: "Fotoğraf Değişikliği" });
  await hasan.getByRole("button", { name: "Kaydet" }).click();
  await satir(pinar, "ELİF").getByText("Kart bekleniyor").waitFor();
  await satir(pinar, "ELİF").getByRole("link", { name: /İncele/ }).click();
  await sees(pinar, "KİMLİK BÜROSUNA GÖNDERİLMEDİKÇE İPTAL İŞLEMLERİ BAŞLATILMAZ");
  assert(await pinar.getByRole("button", { name: "Onayla", exact: true }).isDisabled());
  await sees(pinar, "1. talepte yüklenen fotoğraf");
  await kontrol(pinar);
  await pinar.getByRole("button", { name: "Kart Teslim Alındı" }).click();
  await sees(pinar, "Kart teslim alındı:");
  await pinar.locator("h1").click();
  await pinar.keyboard.press("o");
  await pinar.keyboard.press("Enter");
  await sees(pinar, "ELİF KAYA: Kart İptal Talebi onaylandı.");
});

step("KB-01: what was decided, newest first, found by name; the address names nobody; earlier requests with their reasons", async () => {
  await iste("FATMA", kart.dekont);
  await pinar.getByRole("link", { name: "Sonuçlanan Talepler" }).click();
  await baslik(pinar, "Sonuçlanan Talepler");
  await sees(pinar, "Toplam 3 kayıttan 1-3 gösteriliyor.");
  await kontrol(pinar);
  await pinar.goto("/kimlik");
  await pinar.getByText("Filtreleme Kriterleri").click();
  await pinar.getByLabel("Adı", { exact: true }).fill("fat");
  await pinar.getByRole("button", { name: "Ara", exact: true }).click();
  await sees(pinar, "Toplam 1 kayıttan 1-1 gösteriliyor.");
  assert(!/fat/i.test(pinar.url()), `the address names somebody: ${pinar.url()}`);
  await satir(pinar, "FATMA").getByRole("link", { name: /İncele/ }).click();
  await pinar.getByText("Diğer Talepler (1)").click();
  await sees(pinar, "Fotoğraf soros? bulanık.");
  await pinar.getByText("İşlem Hareketleri").click();
  await kontrol(pinar);
});

step("KI-03: a card that was never printed is cancelled without any: both pages say why, and it is printed no more", async () => {
  await kart.onayla(pinar, "FATMA");
  await hasan.goto("/kart");
  await satir(hasan, "FATMA").getByRole("link", { name: /İptal Talebinde Bulun/ }).click();
  await hasan.getByLabel("İptal Talebi Nedeni").selectOption({ label: "Diğer" });
  await sees(hasan, "Kart henüz basılmadığı için Kimlik Bürosuna gönderilmesi gerekmez");
  await kontrol(hasan);
  await hasan.getByRole("button", { name: "Kaydet" }).click();
  await sees(hasan, "İptal talebiniz alınmış");
  await pinar.goto("/kimlik/basim/bekleyen");
  await sees(pinar, "Basım bekleyen kart yok.");
  await pinar.goto("/kimlik");
  await satir(pinar, "FATMA").getByRole("link", { name: /İncele/ }).click();
  await sees(pinar, "Kart henüz basılmadı: “Kart Teslim Alındı” kaydı aranmaz");
  await sees(pinar, "Canlı:");
  await kontrol(pinar);
  await pinar.keyboard.press("o");
  await pinar.keyboard.press("Enter");
  await sees(pinar, "FATMA KAYA: Kart İptal Talebi onaylandı.");
});
